import Foundation
import Telecom

/// Serving processes of this program that are killed and started again.
actor ChaosNodes {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Node {
        let process: Process
        /// Of its Diameter door, another with each start.
        let port: Int
    }

    nonisolated let count: Int
    private let folder: String
    private let database: String?
    private let masterKey: String
    private let realm: String
    private var nodes: [Int: Node] = [:]
    private(set) var kills = 0

    /// Starts them and waits until they listen.
    init(count: Int, folder: String, database: String?, masterKey: String, realm: String) async throws {
        self.count = count
        self.folder = folder
        self.database = database
        self.masterKey = masterKey
        self.realm = realm
        for index in 0..<count { nodes[index] = try await start(index) }
    }

    /// The port of a node, if it is alive.
    func port(_ index: Int) -> Int? { nodes[index]?.port }

    func killAndStart(_ index: Int) async throws {
        guard let node = nodes[index] else { return }
        nodes[index] = nil
        kill(node.process.processIdentifier, SIGKILL)
        node.process.waitUntilExit()
        kills += 1
        nodes[index] = try await start(index)
    }

    /// Stops them in good order.
    func stop() async throws {
        for (index, node) in nodes.sorted(by: { $0.key < $1.key }) {
            node.process.terminate()
            node.process.waitUntilExit()
            guard node.process.terminationStatus == 0 else {
                throw Failure(description: "node \(index) ended with status \(node.process.terminationStatus)")
            }
        }
        nodes = [:]
    }

    deinit { for node in nodes.values where node.process.isRunning { kill(node.process.processIdentifier, SIGKILL) } }

    private func start(_ index: Int) async throws -> Node {
        let data = "\(folder)/node\(index)"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            ["serve", "--port", "0", "--data", data, "--set", "CORE_DIAMETER_LISTEN=127.0.0.1:0"]
            + ["--set", "CORE_DIAMETER_IDENTITY=node\(index).\(realm)", "--set", "CORE_DIAMETER_REALM=\(realm)"]
            + (database.map { ["--database", $0] } ?? [])
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": data, "GORSE_MASTER_KEY": masterKey]
        process.currentDirectoryURL = URL(fileURLWithPath: data)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        let (lines, yield) = AsyncStream<String>.makeStream()
        // What it goes on to say is read and dropped, or it would wait.
        errors.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                yield.finish()
            } else {
                yield.yield(String(decoding: data, as: UTF8.self))
            }
        }
        try process.run()
        var text = ""
        for await line in lines {
            text += line
            if let port = text.firstMatch(of: /"diameter_port":"(\d+)"/).flatMap({ Int($0.output.1) }) {
                return Node(process: process, port: port)
            }
        }
        throw Failure(description: "node \(index) does not listen: \(text)")
    }
}
