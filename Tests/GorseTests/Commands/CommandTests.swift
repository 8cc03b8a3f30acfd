import AsyncHTTPClient
import Foundation
import HTTPAPI
import Store
import Telecom
import TestKit
import Testing

/// The operator's commands, run as processes over a database that a serving process has made or still serves.
@Suite(.timeLimit(.minutes(5)), .serialized) struct CommandTests {
    /// A server, its folder, and somebody who talks to it.
    private func withGorse(_ body: (RunningGorse, String, Caller) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withHTTPClient { client in
                let gorse = try await RunningGorse(data: folder, options: ["--set", "PUBLIC_URL=http://127.0.0.1:8080"])
                try await body(gorse, folder, Caller(client: client, server: gorse.url))
            }
        }
    }

    private func stop(_ gorse: RunningGorse) async {
        gorse.terminate()
        #expect(await gorse.exitStatus() == 0)
    }

    private func run(_ arguments: [String], _ folder: String) throws -> (status: Int32, output: String, errors: String) {
        try RunningGorse.run(arguments + ["--data", folder], in: FileManager.default.temporaryDirectory.path)
    }

    @Test func `admin grant makes an admin of an account that is there, beside the running server`() async throws {
        try await withGorse { gorse, folder, nobody in
            let ana = try await nobody.join("ana")
            #expect(try await ana.get("/v1/admin/ledger/balances").code == "forbidden")
            for unknown in ["acc_nobody", "bo@example.com", "ana@example.com"] {
                // Ana has not proved her address.
                let refused = try run(["admin", "grant", unknown], folder)
                #expect(refused.status == 1 && !refused.errors.isEmpty && refused.output.isEmpty)
            }
            let id = try await ana.accountID()
            let granted = try run(["admin", "grant", id], folder)
            #expect(granted.status == 0 && granted.output == "\(id) is an admin now\n")
            #expect(try await ana.get("/v1/admin/ledger/balances").status == 200)
            await stop(gorse)
            #expect(try run(["audit", "verify"], folder).status == 0)
        }
    }

    @Test func `token prints a key once that opens what its scopes say`() async throws {
        try await withGorse { gorse, folder, nobody in
            let id = try await nobody.join("ana").accountID()
            let made = try run(["token", id, "--scopes", "account:read,orders:read", "--name", "till"], folder)
            #expect(made.status == 0)
            var program = nobody
            program.bearer = made.output.trimmingCharacters(in: .newlines)
            #expect(try await program.accountID() == id)
            #expect(try await program.get("/v1/orders").status == 200)
            #expect(try await program.get("/v1/lines").code == "missing_scope")
            program.bearer!.removeLast()
            #expect(try await program.get("/v1/me").status == 401)
            let wrong = try run(["token", id, "--scopes", "everything"], folder)
            #expect(wrong.status == 1 && wrong.errors.contains("Scopes are one or more of") && wrong.output.isEmpty)
            #expect(try run(["token", "acc_nobody"], folder).status == 1)
            await stop(gorse)
            // Only its digest is kept.
            let kept = try Data(contentsOf: URL(fileURLWithPath: folder + "/gorse.sqlite"))
            #expect(kept.range(of: Data(made.output.trimmingCharacters(in: .newlines).utf8)) == nil)
        }
    }

    @Test func `catalog check tells a sound file from one that is not, with file, line, key and rule`() async throws {
        try await withTemporaryFolder { folder in
            let builtIn = try RunningGorse.run(["catalog", "check"], in: folder)
            #expect(builtIn.status == 0 && builtIn.output.hasPrefix("sound: 20 services in 7 categories, prices in USD, CAD"))
            let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/Platform/Catalog/catalog.yaml")
            let text = try String(contentsOf: shipped, encoding: .utf8)
            let file = folder + "/mine.yaml"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try RunningGorse.run(["catalog", "check", file], in: folder).status == 0)
            let broken = text.replacing("currencies: [USD, CAD]", with: "currencies: [USD, DOGE]")
            try #require(broken != text)
            try broken.write(toFile: file, atomically: true, encoding: .utf8)
            let refused = try RunningGorse.run(["catalog", "check", file], in: folder)
            #expect(refused.status == 1 && refused.output.isEmpty)
            #expect(refused.errors.firstMatch(of: /mine\.yaml:\d+: currencies\[1\]: .+/) != nil, "\(refused.errors)")
            let missing = try RunningGorse.run(["catalog", "check", folder + "/none.yaml"], in: folder)
            #expect(missing.status == 1 && missing.errors.contains("none.yaml: cannot be read"))
            // A server does not start on it either.
            let start = try RunningGorse.run(["serve", "--port", "0", "--data", folder, "--set", "GORSE_CATALOG=\(file)"], in: folder)
            #expect(start.status == 78 && start.errors.contains("gorse cannot start: GORSE_CATALOG: "))
        }
    }

    @Test func `migrate brings an empty place up once, and leaves a newer database alone`() async throws {
        try await withTemporaryFolder { folder in
            let first = try run(["migrate"], folder)
            #expect(first.status == 0 && first.output.hasPrefix("applied 1 "))
            let second = try run(["migrate"], folder)
            #expect(second.status == 0 && second.output == "nothing to do\n")
            let store = try SQLiteEngine(path: folder + "/gorse.sqlite")
            try await store.write { _ = try $0.execute("INSERT INTO schema_migrations VALUES (9999, 'from the future', 0)") }
            await store.close()
            for command in [["migrate"], ["serve", "--port", "0"]] {
                let refused = try run(command, folder)
                #expect(refused.status == 1 && refused.errors.contains("the database is at migration 9999"), "\(refused.errors)")
            }
        }
    }

    /// What the triggers guard is changed by somebody who can take them away.
    @Test func `quota, ledger and audit verify find what was changed behind the triggers`() async throws {
        try await withGorse { gorse, folder, nobody in
            let ana = try await nobody.join("ana")
            let line = try await ana.buyLine()
            let order = try await ana.buy("global_data_10gb")
            try await waitUntilDelivered(order, ana)
            let gateway = try run(["token", try await grantedAdmin(folder, nobody), "--scopes", "network:charging"], folder)
            var network = nobody
            network.bearer = gateway.output.trimmingCharacters(in: .newlines)
            let used = try await network.post(
                "/v1/network/usage",
                [
                    "session_id": "s", "request_number": 0, "kind": "event", "line_id": .string(line),
                    "items": [["rating_group": 1, "requested_units": 1000]],
                ])
            #expect(used.status == 200)
            await stop(gorse)
            for (noun, table, change, sign) in [
                ("ledger", "ledger_entries", "UPDATE ledger_entries SET amount = amount + 1 WHERE position = 0", "is off by"),
                ("ledger", "ledger_transactions", "DELETE FROM ledger_entries", "has no entries"),
                ("quota", "charging_journal", "DELETE FROM charging_journal WHERE sequence = 1", "row 2: does not follow"),
                ("audit", "audit_events", "UPDATE audit_events SET actor = 'somebody' WHERE id = 2", "seal 2"),
            ] {
                let place = folder + "/" + table
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("gorse.sqlite") {
                    try FileManager.default.copyItem(atPath: "\(folder)/\(file)", toPath: "\(place)/\(file)")
                }
                #expect(try run([noun, "verify"], place).status == 0)
                let store = try SQLiteEngine(path: place + "/gorse.sqlite")
                await #expect(throws: StoreError.self, "\(table) lets it through") {
                    try await store.write { _ = try $0.execute(change) }
                }
                try await store.write { transaction in
                    try transaction.disarmTriggers()
                    _ = try transaction.execute(change)
                }
                await store.close()
                let found = try run([noun, "verify"], place)
                #expect(found.status == 1 && found.output.contains("BROKEN: ") && found.output.contains(sign), "\(noun): \(found.output)")
            }
        }
    }

    @Test func `a backup of a serving node is restored elsewhere and served`() async throws {
        try await withGorse { gorse, folder, nobody in
            let ana = try await nobody.join("ana")
            let order = try await ana.buy("global_data_10gb")
            try await waitUntilDelivered(order, ana)
            let copy = folder + "/copy"
            #expect(try run(["backup", copy], folder).status == 0)
            #expect(try run(["backup", copy], folder).status == 1, "what is there is not overwritten")
            // After the copy: not in it.
            try await ana.buy("global_data_10gb")
            gorse.kill()
            #expect(await gorse.exitStatus() == SIGKILL)

            let place = folder + "/place"
            #expect(try run(["restore", copy], place).status == 0)
            #expect(try run(["restore", copy], place).status == 1, "what is there is not overwritten")
            for noun in ["quota", "ledger", "audit"] { #expect(try run([noun, "verify"], place).status == 0) }
            try FileManager.default.copyItem(atPath: folder + "/master.key", toPath: place + "/master.key")
            let restored = try await RunningGorse(data: place, options: ["--set", "PUBLIC_URL=http://127.0.0.1:8080"])
            var person = ana
            person.server = restored.url
            let orders: List<Order> = try await person.get("/v1/orders").read()
            #expect(orders.data.map(\.id) == [order])
            await stop(restored)
        }
    }

    private struct Order: Decodable {
        let id: String
        let state: String
    }
    private struct Details: Decodable { let order: Order }
    private struct List<Element: Decodable>: Decodable { let data: [Element] }

    private func waitUntilDelivered(_ order: String, _ person: Caller) async throws {
        for _ in 0..<2000 {
            if try await person.get("/v1/orders/\(order)").read(Details.self).order.state == "fulfilled" { return }
        }
        throw RunningGorse.Failure(description: "\(order) is not delivered")
    }

    private func grantedAdmin(_ folder: String, _ nobody: Caller) async throws -> String {
        let id = try await nobody.join("operator").accountID()
        #expect(try run(["admin", "grant", id], folder).status == 0)
        return id
    }
}
