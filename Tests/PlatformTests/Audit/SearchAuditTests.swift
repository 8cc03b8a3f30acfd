import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct SearchAuditTests {
    let time = ManualTime()
    static let other = BrandID("brd_other")!

    private func written(on store: any SQLEngine) async throws -> Platform {
        let platform = try await testPlatform(store: store, time: time)
        let now = time.source.now()
        try await platform.store.write { transaction in
            try transaction.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", Self.other)
            try transaction.audit(actor: "acc_ana", action: "order.place", subject: "ord_1", brand: .dotm, at: now)
            try transaction.audit(actor: "acc_ben", action: "order.place", subject: "ord_2", brand: Self.other, at: now.adding(seconds: 10))
            try transaction.audit(actor: "acc_ana", action: "order.refund", subject: "ord_1", brand: .dotm, at: now.adding(seconds: 20))
            try transaction.audit(actor: "system", action: "job.retry_kind", subject: "send_mail", at: now.adding(seconds: 30))
        }
        return platform
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `every condition that is given must hold, newest first, page by page`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await written(on: store)
            let now = time.source.now()
            let admin = Principal(accountID: AccountID("acc_boss")!, brandID: .dotm, role: .admin)
            func find(_ query: AuditQuery, before: Int64? = nil, limit: Int = 10) async throws -> [AuditEvent] {
                try await platform.auditEvents(query, before: before, limit: limit, as: admin)
            }
            #expect(try await find(AuditQuery()).map(\.subject) == ["send_mail", "ord_1", "ord_2", "ord_1"])
            #expect(try await find(AuditQuery(actor: "acc_ana")).map(\.action) == ["order.refund", "order.place"])
            #expect(try await find(AuditQuery(action: "order.place", subject: "ord_1")).count == 1)
            #expect(
                try await find(AuditQuery(from: now.adding(seconds: 10), to: now.adding(seconds: 30))).map(\.subject) == ["ord_1", "ord_2"])
            #expect(try await find(AuditQuery(brand: Self.other)).map(\.subject) == ["ord_2"])
            let first = try await find(AuditQuery(), limit: 3)
            #expect(try await find(AuditQuery(), before: first[2].id, limit: 3).map(\.action) == ["order.place"])
        }
    }

    @Test func `staff of another brand find what concerns their brand alone`() async throws {
        let platform = try await written(on: memoryStore())
        let staff = Principal(accountID: AccountID("acc_boss")!, brandID: Self.other, role: .admin)
        #expect(try await platform.auditEvents(AuditQuery(), limit: 10, as: staff).map(\.subject) == ["ord_2"])
        await #expect(throws: PlatformError.notFound("brand")) {
            try await platform.auditEvents(AuditQuery(brand: .dotm), limit: 10, as: staff)
        }
        let partner = Principal(accountID: AccountID("acc_boss")!, brandID: Self.other, role: .partner)
        await #expect(throws: PlatformError.self) { try await platform.auditEvents(AuditQuery(), limit: 10, as: partner) }
    }
}
