import Foundation
import Telecom

/// The built executable, run as an operator runs it, in a folder of its own.
final class RunningGorse: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    private let process: Process
    private let log: Lock<String>

    /// Starts `gorse serve` on a free port and waits until it listens.
    /// - Parameter prefix: a command that runs the one behind it in its place.
    init(data: String, options: [String] = [], prefix: [String] = []) async throws {
        let process = Process()
        let command = prefix + [try Self.executable().path, "serve", "--port", "0", "--data", data] + options
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": data]
        process.currentDirectoryURL = URL(fileURLWithPath: data)
        process.standardInput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        let (lines, yield) = AsyncStream<String>.makeStream()
        let log = Lock("")
        errors.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                yield.finish()
                return
            }
            log.withLock { $0 += String(decoding: data, as: UTF8.self) }
            yield.yield(String(decoding: data, as: UTF8.self))
        }
        try process.run()
        var port: Int?
        for await _ in lines {
            port = log.withLock { text in text.firstMatch(of: /"port":"(\d+)"/).flatMap { Int($0.output.1) } }
            if port != nil { break }
        }
        guard let port else { throw Failure(description: "gorse does not listen: \(log.withLock { $0 })") }
        self.port = port
        self.process = process
        self.log = log
    }

    /// A test that fails leaves no process behind.
    deinit { if process.isRunning { kill() } }

    var output: String { log.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    func terminate() { process.terminate() }

    /// SIGKILL.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end, whoever brings it about. - Returns: the exit status, or the signal that ended it.
    func exitStatus() async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [process] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }

    /// Runs one command to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: String, prefix: [String] = []
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        let command = prefix + [try executable().path] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        // What commands print fits into a pipe.
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = [output, errors].map { String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
        process.waitUntilExit()
        return (process.terminationStatus, text[0], text[1])
    }

    /// Stands beside the test bundle.
    private static func executable() throws -> URL {
        let folders = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        for folder in folders + [Bundle.main.bundleURL] {
            let file = folder.appendingPathComponent("gorse")
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        }
        throw Failure(description: "the executable gorse is not beside the tests; build it first")
    }
}

/// A folder that is gone after the test.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
