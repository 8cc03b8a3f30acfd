import AsyncHTTPClient
import Foundation
import HTTPAPI
import Telecom
import TestKit
import Testing

/// A disk that has no octet left, under the real process: a clear refusal, nothing half-written, work again once there is room.
@Suite(.timeLimit(.minutes(5)), .serialized, .enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.whyNot)))
struct FullDiskTests {
    private struct Order: Decodable { let id: String }
    private struct List: Decodable {
        let data: [Order]
        let nextCursor: String?
    }

    private static let order: JSONValue = ["items": [["service_id": "global_data_10gb"]], "currency": "USD"]

    @Test func `SQLite on a full disk`() async throws {
        try await withTemporaryFolder { folder in
            let disk = try SmallDisk(megabytes: 24, at: folder + "/disk")
            try await serve(disk.path, options: [], disk, recover: {})
        }
    }

    @Test func `PostgreSQL whose tables are on a full disk`() async throws {
        try await withTemporaryFolder { folder in
            let disk = try SmallDisk(megabytes: 32, at: folder + "/disk")
            let server = try TestPostgreSQL(disk: disk, holdsLog: false)
            let database = try server.makeNamedDatabase(tablespace: "small_disk")
            try await serve(folder, options: ["--database", server.address(of: database)], disk, recover: {})
            server.kill()
        }
    }

    /// PostgreSQL stops itself when it cannot write its log, and an operator starts it again.
    @Test func `PostgreSQL whose write-ahead log is on a full disk`() async throws {
        try await withTemporaryFolder { folder in
            let disk = try SmallDisk(megabytes: 24, at: folder + "/disk")
            let server = try TestPostgreSQL(disk: disk, holdsLog: true)
            let database = try server.makeNamedDatabase()
            try await serve(folder, options: ["--database", server.address(of: database)], disk) {
                server.kill()
                try server.start()
            }
            server.kill()
        }
    }

    /// Orders until the disk is full and beyond, makes room, and holds what was answered against what is there.
    private func serve(_ data: String, options: [String], _ disk: SmallDisk, recover: () throws -> Void) async throws {
        let gorse = try await RunningGorse(data: data, options: options, prefix: disk.prefix)
        try await withHTTPClient { client in
            let ana = try await Caller(client: client, server: gorse.url).join("ana")
            #expect(try await ana.post("/v1/orders", Self.order, key: "first").status == 201)
            try disk.fill()
            var placed = 1
            var refused: [String] = []
            for number in 0..<2000 where refused.count < 8 {
                let key = "full-\(number)"
                let answer = try await ana.post("/v1/orders", Self.order, key: key)
                guard answer.status != 201 else {
                    placed += 1
                    continue
                }
                // Where the server ends while it commits nobody knows, and the answer says so; once it is gone, nobody can be told apart.
                let codes = ["store_unavailable", "outcome_unknown", "identity_unavailable"]
                #expect(answer.status == 503 && codes.contains(answer.code ?? ""), "\(answer.code ?? "?")")
                refused.append(key)
            }
            #expect(refused.count == 8)
            #expect(try await ana.get("/healthz").status == 200)

            try disk.free()
            try recover()
            for key in refused {
                #expect(try await ana.post("/v1/orders", Self.order, key: key).status == 201)
                placed += 1
            }
            var listed: Set<String> = []
            var page: List = try await ana.get("/v1/orders?limit=100").read()
            listed.formUnion(page.data.map(\.id))
            while let cursor = page.nextCursor {
                page = try await ana.get("/v1/orders?limit=100&cursor=\(cursor)").read()
                listed.formUnion(page.data.map(\.id))
            }
            #expect(listed.count == placed)
            try await ana.buy("global_data_10gb")
        }
        gorse.terminate()
        #expect(await gorse.exitStatus() == 0)
        for noun in ["quota", "ledger", "audit"] {
            let verification = try RunningGorse.run(
                [noun, "verify", "--data", data] + options, in: FileManager.default.temporaryDirectory.path, prefix: disk.prefix)
            #expect(verification.status == 0, "\(noun): \(verification.output)\(verification.errors)")
        }
    }
}
