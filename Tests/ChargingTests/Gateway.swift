import Catalog
@testable import Charging
import Telecom
import TestKit
import Testing

/// A group with one line, as the tests speak to it.
struct Gateway {
    static let start = Timestamp("2026-11-23T12:00:00.000Z")!
    static let group = GroupID("grp_test")!
    static let account = AccountID("acc_owner")!

    var state = ChargingState(groupID: group)
    var rows: [JournalRow] = []
    var now = start
    var policy = ChargingPolicy()
    var tariffs = Tariffs.flat
    var line = ChargeableLine(id: LineID("line_one")!, accountID: account, groupID: group, brandID: .dotm, isActive: true)

    /// Puts a bucket in; its number is the row's sequence.
    mutating func grant(
        _ id: String, _ units: Int64?, unit: ChargingUnit = .octets, priority: Int = 100, startsAt: Timestamp = start,
        expiresAt: Timestamp? = nil, account: AccountID = account
    ) throws {
        try append(
            .granted(
                Bucket(
                    id: BucketID("bkt_\(id)")!, groupID: Self.group, accountID: account, unit: unit, granted: units, priority: priority,
                    startsAt: startsAt, expiresAt: expiresAt, serviceID: "test", orderID: nil)))
    }

    mutating func append(_ entry: JournalEntry) throws {
        let row = JournalRow(groupID: Self.group, sequence: state.sequence + 1, at: now, entry: entry)
        try state.apply(row)
        rows.append(row)
    }

    /// One rating group's request.
    @discardableResult
    mutating func ask(
        _ kind: UsageRequest.Kind, _ session: String, _ number: UInt32, used: Int64? = nil, afterChange: Int64 = 0,
        requested: RequestedUnits = .any,
        unit: ChargingUnit = .octets, ratingGroup: UInt32? = nil
    ) throws -> UsageAnswer.Item {
        let item = UsageRequest.Item(
            ratingGroup: ratingGroup, unit: unit, requested: kind == .termination ? .nothing : requested,
            used: used.map { UsedUnits(total: $0, afterChange: afterChange) })
        let answer = try ask(
            UsageRequest(sessionID: session, requestNumber: number, kind: kind, lineID: line.id, items: [item]))
        return answer.items.first
            ?? UsageAnswer.Item(ratingGroup: nil, unit: unit, granted: nil, validitySeconds: nil, isFinal: false, refusal: answer.refusal)
    }

    mutating func ask(_ request: UsageRequest) throws -> UsageAnswer {
        let earlier = rows.compactMap { row -> UsageEntry? in
            if case .usage(let usage) = row.entry, usage.sessionID == request.sessionID { usage } else { nil }
        }
        let row = try state.authorize(request, line: line, policy: policy, tariffs: tariffs, earlier: earlier, at: now)
        rows.append(row)
        let usage: UsageEntry? = if case .usage(let usage) = row.entry { usage } else { nil }
        return try #require(usage, "a usage request makes a usage row").answer
    }

    func bucket(_ id: String) -> BucketBalance { state.buckets.first { $0.id.text == "bkt_\(id)" }! }

    /// The state as the rows alone make it, after a journey through bytes.
    func refolded() throws -> ChargingState {
        var fold = ChargingState(groupID: Self.group)
        for row in rows {
            let entry = try JournalEntry(decoding: row.entry.encoded, groupID: row.groupID, request: row.request)
            try fold.apply(JournalRow(groupID: row.groupID, sequence: row.sequence, at: row.at, entry: entry))
        }
        return fold
    }
}
