import Telecom
import TestKit
import Testing

@testable import Charging

@Suite struct ChargingDataRecordTests {
    private func gateway() throws -> Gateway {
        var gateway = Gateway()
        try gateway.grant("one", 5_000_000)
        try gateway.grant("talk", 1000, unit: .seconds)
        return gateway
    }

    private func records(_ rows: [JournalRow]) -> (closed: [ChargingDataRecord], open: [ChargingDataRecord]) {
        var fold = ChargingDataRecordFold()
        return (rows.flatMap { fold.apply($0) }, Array(fold.open.values))
    }

    @Test func `a session's record holds every report until it ends`() throws {
        var gateway = try gateway()
        try gateway.ask(.initial, "s", 0, ratingGroup: 1)
        gateway.now = gateway.now.adding(seconds: 60)
        try gateway.ask(.update, "s", 1, used: 300, ratingGroup: 1)
        #expect(records(gateway.rows).closed.isEmpty)
        #expect(records(gateway.rows).open.first?.closing == nil)
        gateway.now = gateway.now.adding(seconds: 60)
        try gateway.ask(.termination, "s", 2, used: 20, ratingGroup: 1)
        let found = records(gateway.rows)
        #expect(found.open.isEmpty && found.closed.count == 1)
        let record = try #require(found.closed.first)
        #expect(record.sessionID == "s" && record.number == 1 && record.lineID == gateway.line.id && record.closing == .normalRelease)
        #expect(record.openedAt == Gateway.start && record.closedAt == gateway.now)
        #expect(record.usages.map(\.used.total) == [300, 20] && record.usages.map(\.debited) == [300, 20])
        #expect(record.usages.map(\.requestNumber) == [1, 2] && record.usages.allSatisfy { $0.ratingGroup == 1 && $0.overage == 0 })
    }

    @Test func `a long session has a record a day, and one for each hundred reports`() throws {
        var gateway = try gateway()
        try gateway.ask(.initial, "s", 0)
        gateway.now = gateway.now.adding(seconds: 86_399)
        try gateway.ask(.update, "s", 1, used: 1)
        #expect(records(gateway.rows).closed.isEmpty)
        gateway.now = gateway.now.adding(seconds: 1)
        try gateway.ask(.update, "s", 2, used: 2)
        #expect(records(gateway.rows).closed.map(\.closing) == [.timeLimit])
        for number in 3..<103 { try gateway.ask(.update, "s", UInt32(number), used: 3) }
        try gateway.ask(.termination, "s", 103, used: 4)
        let found = records(gateway.rows)
        #expect(found.closed.map(\.closing) == [.timeLimit, .reportLimit, .normalRelease])
        #expect(found.closed.map(\.number) == [1, 2, 3])
        #expect(found.closed.map { $0.counts.octets } == [3, 300, 4])
        #expect(found.closed[1].openedAt == found.closed[0].closedAt)
    }

    @Test func `an event, a late report and a forgotten session have records, a refusal without use has none`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "call", 0, requested: .units(90), unit: .seconds)
        try gateway.ask(.update, "late", 7, used: 11)
        try gateway.ask(.initial, "silent", 0)
        try gateway.ask(.update, "silent", 1, used: 5)
        gateway.line = ChargeableLine(
            id: gateway.line.id, accountID: gateway.line.accountID, groupID: Gateway.group, brandID: .dotm, isActive: false)
        try gateway.ask(.initial, "refused", 0)
        gateway.now = gateway.now.adding(days: 2)
        let row = try #require(try gateway.state.reclaimReservations(gateway.policy, at: gateway.now))
        gateway.rows.append(row)
        let found = records(gateway.rows)
        #expect(found.open.isEmpty)
        #expect(found.closed.map(\.sessionID) == ["call", "late", "silent"])
        #expect(found.closed.map(\.closing) == [.normalRelease, .abnormalRelease, .abnormalRelease])
        #expect(found.closed.map { $0.counts.seconds } == [90, 0, 0] && found.closed.map { $0.counts.octets } == [0, 11, 5])
        #expect(found.closed[2].closedAt == gateway.now)
    }

    @Test func `what nothing covers is told apart`() throws {
        var gateway = try gateway()
        try gateway.ask(.initial, "s", 0)
        try gateway.ask(.termination, "s", 1, used: 5_000_300)
        let usage = try #require(records(gateway.rows).closed.first?.usages.first)
        #expect(usage.debited == 5_000_000 && usage.overage == 300 && usage.used.total == 5_000_300)
    }

    @Test func `a fold that begins in the middle says what it does not know`() throws {
        var gateway = try gateway()
        try gateway.ask(.initial, "s", 0)
        try gateway.ask(.update, "s", 1, used: 8)
        let earlier = gateway.rows
        try gateway.ask(.termination, "s", 2, used: 1)
        let last = try #require(gateway.rows.last)
        var fold = ChargingDataRecordFold()
        #expect(fold.unknownSession(in: last) == "s")
        var before = ChargingDataRecordFold()
        for row in earlier { _ = before.apply(row) }
        fold.adopt(before)
        #expect(fold.unknownSession(in: last) == nil)
        #expect(fold.apply(last) == records(gateway.rows).closed)
    }
}
