import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

/// What only grows refuses to be changed on both engines, and says so when somebody who owns the database changed it all the same.
@Suite(.timeLimit(.minutes(5))) struct AppendOnlyTests {
    static let kinds: [StoreKind] = [.memory, .postgresql]

    /// A purchase, some usage and a refund.
    private func withLife(_ kind: StoreKind, _ body: (Platform) async throws -> Void) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store)
            let ana = try await platform.testSubscriber()
            let support = try await platform.testSubscriber("support@example.com", role: .admin)
            let first = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
            let grants = try await platform.order(first.id, as: ana).grants
            let line = try #require(grants.first { $0.kind == .line }.flatMap { LineID($0.subjectID) })
            let request = try UsageRequest(
                sessionID: "s", requestNumber: 0, kind: .event, lineID: line,
                items: [.init(ratingGroup: 1, unit: .octets, requested: .units(1000), used: nil)])
            #expect(try await platform.authorizeUsage(request).items.first?.granted == 1000)
            let second = try await platform.testPurchase(["global_data_10gb"], as: ana)
            _ = try await platform.refundOrder(second.id, reason: "test", as: support)
            try await platform.runDueJobs()
            try await platform.sealAudit()
            #expect(try await platform.verifyLedger().problems == [])
            #expect(try await platform.verifyQuota().faults == [])
            #expect(try await store.verifyAudit().firstBreak == nil)
            try await body(platform)
        }
    }

    @Test(arguments: kinds) func `no row of a journal can be changed or removed`(kind: StoreKind) async throws {
        try await withLife(kind) { platform in
            let store = platform.store
            let tables = try await store.read { try $0.appendOnlyTables() }
            var tried: Set<String> = []
            for table in tables {
                let (rows, column) = try await store.read { transaction in
                    let rows = try transaction.query("SELECT * FROM \(table) LIMIT 1")
                    return (rows.count, rows.first?.columns.last ?? "")
                }
                guard rows > 0 else { continue }
                tried.insert(table)
                var statements = ["UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)"]
                statements.append(kind == .postgresql ? "TRUNCATE \(table) CASCADE" : "REPLACE INTO \(table) SELECT * FROM \(table)")
                for statement in statements {
                    let error = await #expect(throws: StoreError.self, "\(statement)") {
                        try await store.write { _ = try $0.execute(statement) }
                    }
                    guard case .constraint(let message)? = error else {
                        Issue.record("\(statement): \(String(describing: error))")
                        continue
                    }
                    #expect(message.contains("is append-only"))
                }
            }
            let least: Set<String> = [
                "audit_events", "audit_seals", "buckets", "charging_journal", "invoices", "invoice_lines", "ledger_transactions",
                "ledger_entries", "line_transitions", "order_changes", "order_items", "order_grants", "refund_items", "rewards",
                "reward_reversals", "token_transactions", "token_entries",
            ]
            #expect(least.isSubset(of: tried), "\(least.subtracting(tried)) were not tried")
        }
    }

    @Test(
        arguments: kinds,
        [
            ("UPDATE ledger_entries SET amount = amount + 1 WHERE position = 0", "ledger"),
            ("DELETE FROM ledger_entries WHERE position = 0", "ledger"),
            ("DELETE FROM reward_reversals", "ledger"),
            ("DELETE FROM charging_journal WHERE sequence = 1", "quota"),
            ("UPDATE charging_journal SET body = (SELECT body FROM charging_journal WHERE sequence = 1) WHERE sequence = 2", "quota"),
            ("UPDATE buckets SET granted = granted + 1", "quota"),
            ("UPDATE audit_events SET actor = 'somebody' WHERE id = 2", "audit"),
        ])
    func `what its owner changed behind the triggers is found`(kind: StoreKind, change: (statement: String, noun: String)) async throws {
        try await withLife(kind) { platform in
            let (statement, noun) = change
            let changed = try await platform.store.write { transaction in
                try transaction.disarmTriggers()
                return try transaction.execute(statement)
            }
            #expect(changed > 0)
            let isFound =
                switch noun {
                case "ledger": try await platform.verifyLedger().problems != []
                case "quota": try await platform.verifyQuota().faults != []
                default: try await platform.store.verifyAudit().firstBreak?.contains("seal 2") == true
                }
            #expect(isFound)
        }
    }
}
