import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ChargingDataRecordTests {
    private let time = ManualTime()
    private let admin = Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin)

    private func platform() async throws -> Platform {
        let platform = try await testPlatform(time: time)
        try await platform.store.write { transaction in
            for name in ["ana", "ben"] {
                let account = try transaction.insertTestAccount(name)
                _ = try transaction.insertTestLine(name, account: account)
                try transaction.grantTestBucket(name)
            }
        }
        return platform
    }

    private func report(
        _ platform: Platform, _ session: String, _ number: UInt32, _ kind: UsageRequest.Kind, used: Int64? = nil, line: String = "ana"
    ) async throws {
        _ = try await platform.authorizeUsage(
            UsageRequest(
                sessionID: session, requestNumber: number, kind: kind, lineID: LineID("line_" + line)!,
                items: [
                    .init(ratingGroup: 1, requested: kind == .termination ? .nothing : .any, used: used.map { UsedUnits(total: $0) })
                ], gateway: Gateway(host: "pgw.test", realm: "test")))
    }

    /// Three days in which sessions begin, go on, end and are forgotten.
    private func live(_ platform: Platform) async throws -> Range<Timestamp> {
        let start = time.source.now()
        try await report(platform, "long", 0, .initial)
        try await report(platform, "lost", 0, .initial, line: "ben")
        try await report(platform, "lost", 1, .update, used: 77, line: "ben")
        for hour in 1...71 {
            time.advance(seconds: 3600)
            try await report(platform, "long", UInt32(hour), .update, used: 1000)
            if hour % 10 == 0 {
                try await report(platform, "short\(hour)", 0, .initial, line: "ben")
                try await report(platform, "short\(hour)", 1, .termination, used: Int64(hour), line: "ben")
            }
        }
        time.advance(seconds: 3600)
        try await report(platform, "long", 72, .termination, used: 1)
        return start..<time.source.now().adding(seconds: 1)
    }

    private func export(_ platform: Platform, _ closed: Range<Timestamp>) async throws -> [ServedChargingDataRecord] {
        var records: [ServedChargingDataRecord] = []
        try await ChargingDataRecordExport(platform.store, closed: closed, brand: nil).run { records.append($0) }
        return records
    }

    @Test func `records of all hours together are the records of all the time, each once`() async throws {
        let platform = try await platform()
        let all = try await live(platform)
        let whole = try await export(platform, all)
        #expect(
            whole.filter { $0.record.sessionID == "long" }.map(\.record.closing) == [.timeLimit, .timeLimit, .normalRelease])
        #expect(whole.filter { $0.record.sessionID == "lost" }.map(\.record.closing) == [.abnormalRelease])
        #expect(whole.count == 11)
        var parts: [ServedChargingDataRecord] = []
        var hour = all.lowerBound
        while hour < all.upperBound {
            parts += try await export(platform, hour..<hour.adding(seconds: 3600))
            hour = hour.adding(seconds: 3600)
        }
        #expect(parts.count == whole.count && Set(parts) == Set(whole))
        let used = whole.reduce(into: [:]) { $0[$1.record.lineID, default: 0] += $1.record.counts.octets }
        #expect(used == [LineID("line_ana")!: 71_001, LineID("line_ben")!: 77 + 10 + 20 + 30 + 40 + 50 + 60 + 70])
        let report = try await platform.verifyQuota()
        #expect(report.faults == [] && report.records == 11)
    }

    @Test func `admins alone read them, of their own brand, and it is on record`() async throws {
        let platform = try await platform()
        try await report(platform, "s", 0, .initial)
        try await report(platform, "s", 1, .termination, used: 9)
        let range = (time.source.now().adding(seconds: -60), time.source.now().adding(seconds: 60))
        let records = try await platform.chargingDataRecords(of: nil, from: range.0, to: range.1, as: admin)
        #expect(records.map(\.record.sessionID) == ["s"])
        #expect(records.first?.csv.hasSuffix(",pgw.test,1,octets,0,0,9,9,0\n") == true)
        for role in [Role.subscriber, .support, .partner] {
            let other = Principal(accountID: AccountID("acc_x")!, brandID: .dotm, role: role)
            await #expect(throws: PlatformError.self) {
                try await platform.chargingDataRecords(of: nil, from: range.0, to: range.1, as: other)
            }
        }
        let elsewhere = Principal(accountID: AccountID("acc_y")!, brandID: BrandID("brd_other")!, role: .admin)
        #expect(try await platform.chargingDataRecords(of: nil, from: range.0, to: range.1, as: elsewhere) == [])
        await #expect(throws: PlatformError.notFound("brand")) {
            try await platform.chargingDataRecords(of: .dotm, from: range.0, to: range.1, as: elsewhere)
        }
        for end in [range.0, range.0.adding(days: 32)] {
            await #expect(throws: PlatformError.self) {
                try await platform.chargingDataRecords(of: nil, from: range.0, to: end, as: admin)
            }
        }
        let events = try await platform.auditEvents(AuditQuery(action: "charging_data_records.read"), limit: 10, as: admin)
        #expect(events.map(\.actor).contains("acc_op"))
    }
}
