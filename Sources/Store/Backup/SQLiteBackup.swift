import Dispatch
import Foundation
import GRDB

enum SQLiteBackup {
    /// Copies one SQLite file to another through SQLite, on a thread that may wait, and checks the copy.
    static func copy(_ source: String, to target: String) async throws {
        guard FileManager.default.fileExists(atPath: source) else { throw StoreError.unavailable("there is no file \(source)") }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try copyAndCheck(source, to: target) }.mapError { SQLiteEngine.storeError($0) })
            }
        }
    }

    private static func copyAndCheck(_ source: String, to target: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let original = try DatabaseQueue(path: source, configuration: configuration)
        defer { try? original.close() }
        let copy = try DatabaseQueue(path: target)
        defer { try? copy.close() }
        // All pages in one step: one snapshot, which does not keep others from writing to the log.
        try original.backup(to: copy)
        try copy.writeWithoutTransaction { db in
            // One file, without a log beside it.
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            let problems = try String.fetchAll(db, sql: "PRAGMA quick_check(10)").filter { $0 != "ok" }
            guard problems.isEmpty else {
                throw StoreError.corrupt("the copy of \(source) is damaged: \(problems.joined(separator: "; "))")
            }
            guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
                throw StoreError.corrupt("the copy of \(source) has rows that refer to missing ones")
            }
        }
    }
}
