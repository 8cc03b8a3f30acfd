import Telecom
import TestKit
import Testing

@testable import Store

/// The hash chain of the audit log, on both engines.
@Suite(.timeLimit(.minutes(5))) struct AuditTests {
    static let kinds: [StoreKind] = [.memory, .postgresql]

    /// What is found in a log of five sealed events and one that waits, once somebody who can take the triggers away has changed it.
    private func verification(_ kind: StoreKind, after changes: [String] = [], page: Int = 1000) async throws -> AuditVerification {
        try await withStore(kind) { engine in
            for number in 1...6 {
                try await engine.write {
                    try $0.audit(
                        actor: "system", action: "bell.ring", subject: "bell_\(number)", detail: ["loud": "yes"], brand: .dotm,
                        at: Timestamp(secondsSince1970: Int64(number)))
                }
                if number == 5 { _ = try await engine.write(isolation: .readCommitted) { try $0.sealAudit() } }
            }
            if !changes.isEmpty {
                try await engine.write { transaction in
                    try transaction.disarmTriggers()
                    for change in changes { try transaction.execute(change) }
                }
            }
            return try await engine.verifyAudit(page: page)
        }
    }

    @Test(arguments: kinds) func `a whole log verifies over several pages and counts what waits for its seal`(kind: StoreKind) async throws
    {
        let found = try await verification(kind, page: 2)
        #expect(found == AuditVerification(verified: 5, unsealed: 1, firstBreak: nil))
    }

    @Test(arguments: kinds) func `what waited is sealed in its turn`(kind: StoreKind) async throws {
        try await withStore(kind) { engine in
            for number in 1...3 {
                try await engine.write {
                    try $0.audit(actor: "system", action: "bell.ring", subject: "bell", at: Timestamp(secondsSince1970: Int64(number)))
                }
                let sealed = try await engine.write(isolation: .readCommitted) { try $0.sealAudit() }
                #expect(sealed == 1)
            }
            let found = try await engine.verifyAudit()
            #expect(found == AuditVerification(verified: 3, unsealed: 0, firstBreak: nil))
        }
    }

    @Test(
        arguments: kinds,
        [
            "UPDATE audit_events SET subject = 'bell_9' WHERE id = 3", "DELETE FROM audit_events WHERE id = 3",
            "UPDATE audit_seals SET event_id = 7 WHERE sequence = 3", "DELETE FROM audit_seals WHERE sequence = 3",
            "UPDATE audit_seals SET hash = (SELECT hash FROM audit_seals WHERE sequence = 2) WHERE sequence = 3",
            "UPDATE audit_events SET brand_id = NULL WHERE id = 3",
        ])
    func `a changed or removed row is found where it is`(kind: StoreKind, change: String) async throws {
        let found = try await verification(kind, after: [change], page: 2)
        #expect(found.verified == 2)
        #expect(found.firstBreak?.contains("seal 3") == true)
    }

    @Test(arguments: kinds) func `reordered events are found`(kind: StoreKind) async throws {
        let found = try await verification(
            kind,
            after: [
                "UPDATE audit_seals SET event_id = 100 WHERE sequence = 2", "UPDATE audit_seals SET event_id = 2 WHERE sequence = 3",
                "UPDATE audit_seals SET event_id = 3 WHERE sequence = 2",
            ])
        #expect(found.verified == 1)
    }

    @Test(arguments: kinds) func `a chain cut short at its end is found`(kind: StoreKind) async throws {
        let found = try await verification(
            kind, after: ["DELETE FROM audit_seals WHERE sequence = 5", "DELETE FROM audit_events WHERE id = 5"])
        #expect(found.firstBreak == "seal 5 is missing")
    }

    @Test(arguments: kinds) func `an event with a seal of its own making, after the end of the chain, is found`(kind: StoreKind)
        async throws
    {
        let found = try await verification(
            kind,
            after: [
                "DELETE FROM audit_unsealed",
                "INSERT INTO audit_seals (sequence, event_id, hash) SELECT 6, 6, hash FROM audit_seals WHERE sequence = 5",
            ])
        #expect(found.firstBreak == "seal 6 stands after the head")
    }

    @Test(arguments: kinds) func `an event taken out of the waiting line is found`(kind: StoreKind) async throws {
        let found = try await verification(kind, after: ["DELETE FROM audit_unsealed"])
        #expect(found.firstBreak == "event 6 has lost its seal")
    }
}
