import Foundation
import Logging

/// `pg_dump` and `pg_restore`, which learn where the database is, and the password, from their environment.
enum PostgreSQLBackup {
    static func dump(_ location: PostgreSQLLocation, to path: String) async throws {
        try await run(
            "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=\(path)"], location, fault: StoreError.unavailable)
        try await run("pg_restore", ["--list", path], location, fault: StoreError.corrupt)
    }

    static func restore(_ path: String, into location: PostgreSQLLocation) async throws {
        guard FileManager.default.isReadableFile(atPath: path) else { throw StoreError.unavailable("cannot read \(path)") }
        try await run("pg_restore", ["--list", path], location, fault: StoreError.corrupt)
        try await refuseTables(in: location)
        let options = [
            "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--dbname=\(location.databaseName ?? "")", path,
        ]
        try await run("pg_restore", options, location, fault: StoreError.corrupt)
    }

    private static func refuseTables(in location: PostgreSQLLocation) async throws {
        let engine = try PostgreSQLEngine(location, log: Logger(label: "gorse.backup"))
        do {
            let isEmpty = try await engine.read {
                try $0.query("SELECT 1 AS one FROM pg_tables WHERE schemaname = current_schema() LIMIT 1").isEmpty
            }
            guard isEmpty else { throw StoreError.unavailable("\(location) is not empty") }
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }

    private static func run(
        _ program: String, _ arguments: [String], _ location: PostgreSQLLocation, fault: (String) -> StoreError
    ) async throws {
        let process = Process()
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-\(program)-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil, attributes: [.posixPermissions: 0o600])
        defer { try? FileManager.default.removeItem(at: errors) }
        process.executableURL = try find(program)
        process.arguments = arguments
        process.environment = environment(location)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: StoreError.unavailable("cannot run \(program)"))
            }
        }
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
            throw fault("\(program): \(text.prefix(1000).trimmingCharacters(in: .whitespacesAndNewlines))")
        }
    }

    private static func environment(_ location: PostgreSQLLocation) -> [String: String] {
        let kept = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) || $0.key.hasPrefix("PG") }
        return kept.merging(location.environment) { $1 }.merging(["LC_ALL": "C"]) { $1 }
    }

    /// The newest in Debian's folders, which reads every older server; else the one in the path.
    private static func find(_ program: String) throws(StoreError) -> URL {
        let debian = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).compactMap { Int($0) }.sorted(by: >)
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in versions.map({ "\(debian)/\($0)/bin" }) + path
        where FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)") {
            return URL(fileURLWithPath: "\(folder)/\(program)")
        }
        throw StoreError.unavailable("\(program) is not installed (Debian: postgresql-client)")
    }
}
