import Foundation
import Store
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct BackupTests {
    /// What one transaction writes is in a copy whole or not at all, whatever happens meanwhile.
    @Test(arguments: StoreKind.lasting) func `a backup made while eight write restores to one moment`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind)
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try database.open()
        try await store.create(
            "pairs", "writer BIGINT NOT NULL, number BIGINT NOT NULL, side TEXT NOT NULL, PRIMARY KEY (writer, number, side)")
        try await store.create("totals", "writer BIGINT PRIMARY KEY, pairs BIGINT NOT NULL")

        let isDone = Lock(false)
        let writers = (0..<8).map { writer in
            Task {
                try await store.write { try $0.execute("INSERT INTO totals VALUES ($1, 0)", writer) }
                var number = 0
                while !isDone.withLock({ $0 }) {
                    let this = number
                    try await store.write { transaction in
                        try transaction.execute("INSERT INTO pairs VALUES ($1, $2, 'left')", writer, this)
                        try transaction.execute("UPDATE totals SET pairs = pairs + 1 WHERE writer = $1", writer)
                        try transaction.execute("INSERT INTO pairs VALUES ($1, $2, 'right')", writer, this)
                    }
                    number += 1
                }
                return number
            }
        }
        while try await store.count("pairs") < 100 { await Task.yield() }
        let copy = folder.appendingPathComponent("copy").path
        let octets = try await Backup.make(of: database.location!, at: copy)
        isDone.withLock { $0 = true }
        var written = 0
        for writer in writers { written += try await writer.value }
        await store.close()
        #expect(octets > 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["copy"])
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)

        let place = try await TestDatabase(kind, migrated: false)
        let rows = try await Backup.restore(copy, into: place.location!)
        let restored = try place.open()
        let halves = try await restored.read { transaction in
            try transaction.query("SELECT writer, number FROM pairs GROUP BY writer, number HAVING COUNT(*) <> 2").count
        }
        #expect(halves == 0)
        let wrong = try await restored.read { transaction in
            try transaction.query(
                "SELECT t.writer FROM totals t WHERE 2 * t.pairs <> (SELECT COUNT(*) FROM pairs p WHERE p.writer = t.writer)"
            ).count
        }
        #expect(wrong == 0)
        let pairs = try await restored.count("pairs")
        #expect(rows["pairs"] == pairs && pairs >= 100 && pairs <= 2 * written)
        #expect(rows["totals"] == 8 && rows["brands"] == 1)
        #expect(try await Migrator(restored).migrate(at: ManualTime().source.now()).isEmpty)
        await restored.close()
    }

    @Test(arguments: StoreKind.lasting) func `nothing that is there already is overwritten`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind)
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("copy").path
        try await Backup.make(of: database.location!, at: copy)
        let before = try Data(contentsOf: URL(fileURLWithPath: copy))
        await expectUnavailable { try await Backup.make(of: database.location!, at: copy) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == before)
        await expectUnavailable { try await Backup.restore(copy, into: database.location!) }
    }

    @Test(arguments: StoreKind.lasting) func `a damaged, foreign or missing copy restores nothing`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind)
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("copy").path
        try await Backup.make(of: database.location!, at: copy)
        let whole = try Data(contentsOf: URL(fileURLWithPath: copy))
        let place = try await TestDatabase(kind, migrated: false)
        var damaged = whole
        for index in damaged.count / 2..<damaged.count { damaged[index] ^= 0xA5 }
        for bytes in [Data("not a copy".utf8), whole.prefix(whole.count / 2), damaged] {
            let file = folder.appendingPathComponent(UUID().uuidString)
            try bytes.write(to: file)
            await #expect(throws: StoreError.self) { try await Backup.restore(file.path, into: place.location!) }
        }
        await expectUnavailable { try await Backup.restore(folder.appendingPathComponent("missing").path, into: place.location!) }
        // The place is as empty as before.
        let rows = try await Backup.restore(copy, into: place.location!)
        #expect(rows["brands"] == 1)
    }

    @Test func `a database that cannot be reached leaves no file`() async throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for address in ["postgres://gorse@/gorse?host=\(folder.path)", folder.appendingPathComponent("missing.sqlite").path] {
            await expectUnavailable {
                try await Backup.make(of: try DatabaseLocation(address), at: folder.appendingPathComponent("copy").path)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    private func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        return folder
    }
}
