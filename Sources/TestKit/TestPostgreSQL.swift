import Foundation
import Store
import Telecom

/// A private PostgreSQL server for tests: its own folder under the temporary one, reached only over a Unix socket in it.
/// It stops, and its folder goes, when this process ends, however it ends: a small watcher waits for the end of its input.
///
/// It needs PostgreSQL's programs (Debian: `postgresql`); without them it throws, so that tests fail and are not skipped.
public final class TestPostgreSQL: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// PostgreSQL's programs: `initdb`, `postgres`, `pg_dump`, ….
    public let programs: URL
    private let folder: URL
    private let isRoot = getuid() == 0
    /// The running server's watcher, and what keeps it waiting.
    private let watcher = Lock<(process: Process, input: Int32)?>(nil)
    private let count = Lock(0)

    /// Sees the small disk, if there is one.
    private let prefix: [String]
    private let settings: [String]

    /// Makes a server's folder and starts it.
    /// - Parameters:
    ///   - disk: what only this server's tablespace `small_disk` is on,
    ///   - holdsLog: or its write-ahead log instead.
    public init(disk: SmallDisk? = nil, holdsLog: Bool = false) throws {
        prefix = disk?.prefix ?? []
        // Between checkpoints the log only grows; what it reuses takes no room.
        settings = holdsLog ? ["-c", "min_wal_size=2MB", "-c", "max_wal_size=1GB", "-c", "checkpoint_timeout=1h"] : []
        programs = try Self.findPrograms()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-pg-\(getpid())-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if isRoot { try Self.run(["/bin/chown", "postgres:", folder.path]) }
        try Self.run(
            asOwner(
                [
                    program("initdb"), "--pgdata", data, "--username", "gorse", "--auth", "trust",
                    "--no-locale", "--encoding", "UTF8", "--no-sync", "--no-instructions",
                ] + (holdsLog ? ["--wal-segsize", "1"] : [])))
        if let disk {
            try FileManager.default.createDirectory(atPath: disk.outside + "/postgresql", withIntermediateDirectories: false)
            if holdsLog {
                for file in try FileManager.default.contentsOfDirectory(atPath: data + "/pg_wal") {
                    try FileManager.default.copyItem(atPath: "\(data)/pg_wal/\(file)", toPath: "\(disk.outside)/postgresql/\(file)")
                }
                try FileManager.default.removeItem(atPath: data + "/pg_wal")
                try FileManager.default.createSymbolicLink(atPath: data + "/pg_wal", withDestinationPath: disk.path + "/postgresql")
            }
            try Self.run(["/bin/chown", "--recursive", "postgres:", disk.outside + "/postgresql"])
            try Self.run(["/bin/chmod", "0700", disk.outside + "/postgresql"])
        }
        try start()
        if let disk, !holdsLog {
            let statement = "CREATE TABLESPACE small_disk LOCATION '\(disk.path)/postgresql'"
            try Self.run([program("psql"), "--host", folder.path, "--username", "gorse", "--command", statement, "postgres"])
        }
    }

    /// The server that the tests of this process share.
    public static func shared() async throws -> TestPostgreSQL { try await SharedServer.instance.server() }

    public func start() throws {
        let process = Process()
        // No child may inherit the writing end, or the watcher would wait for that child too.
        var input: [Int32] = [0, 0]
        guard pipe(&input) == 0, fcntl(input[1], F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(description: "no pipe") }
        defer { close(input[0]) }
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            [
                "-c",
                // Not `wait`: the signal of a child's end may be blocked here.
                #"""
                folder=$1; shift; "$@" </dev/null & read -r how; kill -QUIT $!
                while [ -e "$folder/data/postmaster.pid" ]; do sleep 0.02; done
                [ "$how" = keep ] || rm -rf "$folder"
                """#,
            ]
            + ["gorse-test-postgresql", folder.path]
            + asOwner(
                [
                    program("postgres"), "-D", data, "-k", folder.path, "-c", "listen_addresses=",
                    "-c", "fsync=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "max_prepared_transactions=0",
                ] + settings)
        process.standardInput = FileHandle(fileDescriptor: input[0])
        process.standardOutput = FileHandle.nullDevice
        let log = folder.appendingPathComponent("log").path
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        let writingEnd = input[1]
        watcher.withLock { $0 = (process, writingEnd) }
        try waitUntilReady(log: log)
    }

    /// Stops the server at once, as a crash would: connections break, nothing is rounded off.
    public func kill() {
        guard let (process, input) = watcher.withLock({ $0 }) else { return }
        _ = write(input, "keep\n", 5)
        process.waitUntilExit()
        close(input)
        watcher.withLock { $0 = nil }
    }

    /// An empty database of a name of its own.
    /// - Parameter template: a database that it is a copy of; nobody may be connected to it.
    public func makeDatabase(from template: String = "template0") throws -> PostgreSQLLocation {
        try location(of: makeNamedDatabase(from: template))
    }

    /// The same, by its name on this server.
    public func makeNamedDatabase(from template: String = "template0", tablespace: String = "pg_default") throws -> String {
        let name = count.withLock { count in
            count += 1
            return "test_\(count)"
        }
        try Self.run([
            program("createdb"), "--host", folder.path, "--username", "gorse", "--template", template, "--tablespace", tablespace, name,
        ])
        return name
    }

    public func location(of database: String) throws -> PostgreSQLLocation {
        try PostgreSQLLocation(address(of: database))
    }

    /// For `DATABASE_URL`.
    public func address(of database: String) -> String { "postgres://gorse@/\(database)?host=\(folder.path)" }

    private func program(_ name: String) -> String { programs.appendingPathComponent(name).path }

    private var data: String { folder.appendingPathComponent("data").path }

    private func waitUntilReady(log: String) throws {
        let limit = ContinuousClock.now + .seconds(30)
        while (try? Self.run([program("pg_isready"), "--quiet", "--host", folder.path])) == nil {
            guard ContinuousClock.now < limit else {
                throw Failure(description: "PostgreSQL does not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
            }
            usleep(20_000)
        }
    }

    /// PostgreSQL refuses to run as root, so there it runs as the user that Debian makes for it.
    private func asOwner(_ command: [String]) -> [String] {
        prefix + (isRoot ? ["/usr/bin/setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"] + command : command)
    }

    private static func findPrograms() throws -> URL {
        let debian = URL(fileURLWithPath: "/usr/lib/postgresql")
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian.path)) ?? []).compactMap { Int($0) }.sorted(by: >)
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { URL(fileURLWithPath: String($0)) }
        for folder in versions.map({ debian.appendingPathComponent("\($0)/bin") }) + path
        where FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("initdb").path) {
            return folder
        }
        throw Failure(description: "PostgreSQL's programs are not installed (apt-get install postgresql)")
    }

    private static func run(_ command: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(command[0]): \(text)") }
    }
}

/// Starts the shared server once.
private actor SharedServer {
    static let instance = SharedServer()
    private var starting: Task<TestPostgreSQL, any Error>?

    func server() async throws -> TestPostgreSQL {
        if let starting { return try await starting.value }
        let task = Task { try TestPostgreSQL() }
        starting = task
        return try await task.value
    }
}
