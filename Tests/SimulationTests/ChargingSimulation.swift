import Charging
import Foundation
import Store
import Telecom
import TestKit

@testable import Platform

/// Gateways, a lossy network and two charging nodes that crash, over one SQLite file. All chance comes from the seed.
///
/// Each gateway behaves as RFC 8506 asks: it sends a request until it is answered, then the next one, and it uses no more than it was
/// granted. So whatever was lost, repeated or interrupted: in the end the journal holds each gateway's usage exactly once, no unit was
/// promised twice, and nothing was used that was not granted.
final class ChargingSimulation {
    struct Size {
        var lines = 2000
        var steps = 200
        var requestsInStep = 64
    }

    /// What a gateway knows of one session.
    private struct Session {
        let id: String
        let line: Int
        var number: UInt32 = 0
        /// Units that it may still use, as it was told.
        var granted: Int64 = 0
        /// The request that is not answered yet.
        var pending: UsageRequest?
        var pendingUsed: Int64 = 0
        var isEnding = false
    }

    private let seed: UInt64
    private let size: Size
    private let chance: Randomness
    private let time = ManualTime()
    private let path: String
    private var store: any SQLEngine
    private var nodes: [ChargingEngine] = []
    private var sessions: [Session] = []
    private var sessionsOpened = 0
    /// Reported by each line and known to the gateway to have been taken.
    private var reported: [Int64]
    private var purchases = 0
    /// Requests on their way once more, though they are answered long ago.
    private var stragglers: [(request: UsageRequest, answer: UsageAnswer)] = []
    private(set) var requests = 0
    private(set) var replays = 0
    private(set) var crashes = 0

    init(seed: UInt64, size: Size, folder: String) throws {
        self.seed = seed
        self.size = size
        chance = Randomness.seeded(seed)
        path = folder + "/simulation-\(seed).sqlite"
        store = try SQLiteEngine(path: path)
        reported = [Int64](repeating: 0, count: size.lines)
    }

    private func below(_ bound: Int) -> Int { Int(chance.number(below: UInt64(bound))) }
    private func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    private var policy: ChargingPolicy {
        var policy = ChargingPolicy()
        policy.octets = .init(quantum: 1_000_000, smallest: 10_000)
        return policy
    }

    /// Every fourth group is shared by four lines.
    private func group(of line: Int) -> Int { line % 16 < 4 ? line / 16 * 16 : line }

    func run() async throws {
        try await prepare()
        try await startNodes()
        for _ in 0..<size.steps { try await step() }
        try await finish()
    }

    private func prepare() async throws {
        try await Migrator(store).migrate(at: time.source.now())
        let (lines, now) = (size.lines, time.source.now())
        let owner = (0..<lines).map(group(of:))
        try await store.write { transaction in
            for line in 0..<lines {
                let account = try transaction.insertTestAccount("\(line)", at: now)
                _ = try transaction.insertTestLine("\(line)", account: account, at: now)
                if owner[line] != line {
                    try transaction.execute("UPDATE accounts SET group_id = $1 WHERE id = $2", "grp_\(owner[line])", account)
                }
            }
        }
        try await buy((0..<lines).filter { owner[$0] == $0 })
    }

    /// Both nodes start with nothing but the file.
    private func startNodes() async throws {
        let old = store
        store = try SQLiteEngine(path: path)
        await old.close()
        nodes = (0..<2).map { _ in
            ChargingEngine(store: store, time: time.source, policy: policy, groups: max(10, size.lines / 3), checkpointEvery: 16)
        }
    }

    /// A pack for each of these lines, in one transaction.
    private func buy(_ lines: [Int]) async throws {
        let now = time.source.now()
        let packs = lines.map { line in
            purchases += 1
            return (
                id: "p\(purchases)", group: group(of: line), units: Int64(below(8_000_000)) + 1, priority: below(3),
                expiresAt: oneIn(5) ? now.adding(days: Int64(below(20)) + 1) : nil
            )
        }
        try await store.write { transaction in
            for pack in packs {
                try transaction.grantTestBucket(
                    "\(pack.group)", id: pack.id, units: pack.units, priority: pack.priority, expiresAt: pack.expiresAt, at: now)
            }
        }
    }

    private func step() async throws {
        time.advance(seconds: Int64(below(20)))
        if oneIn(4) { try await buy([below(size.lines)]) }
        if oneIn(60) { try await refund() }
        if oneIn(40) { try await changeLine(below(size.lines)) }
        var sent: [(index: Int?, request: UsageRequest, expected: UsageAnswer?)] = []
        for _ in 0..<size.requestsInStep {
            let index = chooseSession()
            if sessions[index].pending == nil { compose(index) }
            guard !sent.contains(where: { $0.index == index }) else { continue }
            if oneIn(12) { continue }  // The request is lost; it is sent again in a later step.
            sent.append((index, sessions[index].pending!, nil))
            if oneIn(15) { sent.append((index, sessions[index].pending!, nil)) }  // The network repeats it.
        }
        if !stragglers.isEmpty, oneIn(2) {
            let straggler = stragglers.remove(at: below(stragglers.count))
            sent.append((nil, straggler.request, straggler.answer))
        }
        if oneIn(25) {  // A crash before anything is written.
            try await crash()
            return
        }
        let results = try await nodes[below(2)].decide(sent.map(\.request))
        requests += sent.count
        if oneIn(25) {  // A crash after it is written, before anyone is answered.
            try await crash()
            return
        }
        for (message, result) in zip(sent, results) {
            let answer = try result.get()
            guard let index = message.index else {
                replays += 1
                guard answer == message.expected else { throw Violation("another answer to \(message.request.key) than before") }
                continue
            }
            if sessions[index].pending != message.request { replays += 1 }  // The copy of one that was just answered.
            if !oneIn(12) { receive(answer, index, message.request) }  // Else the answer is lost.
        }
        sessions.removeAll { $0.isEnding && $0.pending == nil }
    }

    private func chooseSession() -> Int {
        if sessions.count < size.lines / 2, oneIn(3) || sessions.isEmpty {
            sessionsOpened += 1
            sessions.append(Session(id: "gw\(below(4)).example;\(seed);\(sessionsOpened)", line: below(size.lines)))
            return sessions.count - 1
        }
        return below(sessions.count)
    }

    /// The next request of a session: it has used some of what it was granted.
    private func compose(_ index: Int) {
        let session = sessions[index]
        let used = session.number == 0 ? 0 : oneIn(3) ? session.granted : Int64(chance.number(below: UInt64(session.granted) + 1))
        let kind: UsageRequest.Kind = session.number == 0 ? .initial : oneIn(6) ? .termination : .update
        sessions[index].isEnding = kind == .termination
        sessions[index].pendingUsed = used
        sessions[index].pending = try! UsageRequest(
            sessionID: session.id, requestNumber: session.number, kind: kind, lineID: LineID("line_\(session.line)")!,
            items: [
                .init(
                    ratingGroup: 1, requested: kind == .termination ? .nothing : oneIn(3) ? .units(Int64(below(2_000_000)) + 1) : .any,
                    used: session.number == 0 ? nil : UsedUnits(input: used / 3, output: used - used / 3))
            ], apn: APN("internet"), country: Country(oneIn(5) ? "US" : "CA"), isRetransmission: oneIn(2))
    }

    private func receive(_ answer: UsageAnswer, _ index: Int, _ request: UsageRequest) {
        guard sessions[index].pending == request else { return }
        reported[sessions[index].line] += sessions[index].pendingUsed
        sessions[index].granted = answer.items.first?.granted ?? 0
        sessions[index].number += 1 + UInt32(below(2))
        sessions[index].pending = nil
        // A session that was refused as a whole was not opened: its gateway ends it.
        if request.kind == .initial, answer.refusal != nil { sessions[index].isEnding = true }
        if oneIn(20), stragglers.count < 200 { stragglers.append((request, answer)) }
    }

    private func crash() async throws {
        crashes += 1
        try await startNodes()
    }

    /// Takes a random bucket back.
    private func refund() async throws {
        let (id, now) = ("p\(below(purchases) + 1)", time.source.now())
        try await store.write { transaction in
            guard let row = try transaction.first("SELECT id FROM buckets WHERE id LIKE $1", "bkt_%_" + id) else { return }
            try transaction.revokeBucket(try row.id("id"), at: now)
        }
    }

    private func changeLine(_ line: Int) async throws {
        let state = oneIn(2) ? "active" : "suspended"
        try await store.write { _ = try $0.execute("UPDATE lines SET state = $1 WHERE id = $2", state, "line_\(line)") }
    }

    /// Every session ends: what is pending is sent until it is answered, and the rest is reported with a termination.
    private func finish() async throws {
        try await startNodes()
        for index in sessions.indices {
            for _ in 0..<2 where sessions[index].pending != nil || !sessions[index].isEnding {
                if sessions[index].pending == nil {
                    while sessions[index].pending?.kind != .termination && sessions[index].number > 0 { compose(index) }
                    guard sessions[index].pending != nil else { break }
                }
                let request = sessions[index].pending!
                receive(try await nodes[0].decide([request])[0].get(), index, request)
            }
        }
    }

    /// - Throws: `Violation` when something was granted twice, lost, or does not add up.
    func verify(_ platform: Platform) async throws {
        let report = try await platform.verifyQuota()
        guard report.faults.isEmpty else { throw Violation(report.faults.joined(separator: "\n")) }
        guard report.overageOctets == 0 else { throw Violation("\(report.overageOctets) octets were granted twice") }
        guard report.octetsUsed == reported.reduce(0, +) else {
            throw Violation("\(report.octetsUsed) octets are charged, \(reported.reduce(0, +)) were used")
        }
        for line in reported.indices {
            let days = try await platform.usage(
                of: LineID("line_\(line)")!, account: AccountID("acc_\(line)")!, by: .day, from: ManualTime().source.now(),
                to: time.source.now().adding(seconds: 1))
            let charged = days.reduce(0) { $0 + $1.counts.octets }
            guard charged == reported[line] else { throw Violation("line \(line): \(charged) charged, \(reported[line]) used") }
        }
    }

    /// The platform over the file as it is now.
    func platform() async throws -> Platform { try await testPlatform(store: store, time: time) }

    struct Violation: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
