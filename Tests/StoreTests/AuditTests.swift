import Telecom
import TestKit
import Testing

@testable import Store

@Suite struct AuditTests {
    /// Five sealed events and one that waits.
    private func log() async throws -> SQLiteEngine {
        let engine = try await memoryStore()
        for number in 1...6 {
            try await engine.write {
                try $0.audit(
                    actor: "system", action: "bell.ring", subject: "bell_\(number)", detail: ["loud": "yes"], brand: .dotm,
                    at: Timestamp(secondsSince1970: Int64(number)))
            }
            if number == 5 { #expect(try await engine.write(isolation: .readCommitted) { try $0.sealAudit() } == 5) }
        }
        return engine
    }

    /// Changes what the triggers guard.
    private func tamper(_ engine: SQLiteEngine, _ statements: String...) async throws {
        try await engine.write { transaction in
            for trigger in ["audit_events_no_update", "audit_events_no_delete", "audit_seals_no_update", "audit_seals_no_delete"] {
                try transaction.execute("DROP TRIGGER \(trigger)")
            }
            for statement in statements { try transaction.execute(statement) }
        }
    }

    @Test func `a whole log verifies over several pages and counts what waits for its seal`() async throws {
        let engine = try await log()
        #expect(try await engine.verifyAudit(page: 2) == AuditVerification(verified: 5, unsealed: 1, firstBreak: nil))
        #expect(try await engine.write(isolation: .readCommitted) { try $0.sealAudit() } == 1)
        #expect(try await engine.verifyAudit() == AuditVerification(verified: 6, unsealed: 0, firstBreak: nil))
    }

    @Test(arguments: [
        "UPDATE audit_events SET subject = 'bell_9' WHERE id = 3", "DELETE FROM audit_events WHERE id = 3",
        "UPDATE audit_seals SET event_id = 7 WHERE sequence = 3", "DELETE FROM audit_seals WHERE sequence = 3",
        "UPDATE audit_seals SET hash = zeroblob(32) WHERE sequence = 3", "UPDATE audit_events SET brand_id = NULL WHERE id = 3",
    ])
    func `a changed or removed row is found where it is`(statement: String) async throws {
        let engine = try await log()
        try await tamper(engine, statement)
        let verification = try await engine.verifyAudit(page: 2)
        #expect(verification.verified == 2)
        #expect(verification.firstBreak?.contains("seal 3") == true)
    }

    @Test func `reordered events are found`() async throws {
        let engine = try await log()
        try await tamper(
            engine, "UPDATE audit_seals SET event_id = 100 WHERE sequence = 2", "UPDATE audit_seals SET event_id = 2 WHERE sequence = 3",
            "UPDATE audit_seals SET event_id = 3 WHERE sequence = 2")
        #expect(try await engine.verifyAudit().verified == 1)
    }

    @Test func `a chain cut short at its end is found`() async throws {
        let engine = try await log()
        try await tamper(engine, "DELETE FROM audit_seals WHERE sequence = 5", "DELETE FROM audit_events WHERE id = 5")
        #expect(try await engine.verifyAudit().firstBreak == "seal 5 is missing")
    }

    @Test func `an event taken out of the waiting line is found`() async throws {
        let engine = try await log()
        try await tamper(engine, "DELETE FROM audit_unsealed")
        #expect(try await engine.verifyAudit().firstBreak == "event 6 has lost its seal")
    }

    @Test(arguments: ["audit_events", "audit_seals"])
    func `the tables take no change and no removal`(table: String) async throws {
        let engine = try await log()
        let column = table == "audit_events" ? "actor" : "sequence"
        for statement in ["UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)"] {
            do {
                try await engine.write { _ = try $0.execute(statement) }
                Issue.record("\(statement) was let through")
            } catch StoreError.constraint(let message) {
                #expect(message == "\(table) is append-only")
            }
        }
    }
}
