import Catalog
import Charging
import Store
import Telecom

/// What waits for a commit of the charging engine.
enum ChargingWork: Sendable {
    case request(UsageRequest)
    /// Release what silent gateways of the group hold.
    case reclaim(GroupID)
}

/// One transaction of the charging engine: reads what it must, decides in the order of arrival, appends.
struct ChargingBatch {
    /// Another node, a purchase or an earlier copy of a request was first. Nothing of the batch may stand.
    struct LostRace: Error {
        let groups: [GroupID]
    }

    struct Decision: Sendable {
        var outcomes: [Result<UsageAnswer?, any Error>] = []
        /// The states of all groups that were looked into.
        var states: [GroupID: LoadedChargingState] = [:]
    }

    private let transaction: any SQLTransaction
    private let policy: ChargingPolicy
    private let tariffs: @Sendable (BrandID) -> Tariffs
    private let now: Timestamp
    private let checkpointEvery: Int64
    private var decision = Decision()
    private var lines: [LineID: ChargeableLine] = [:]
    /// Answers of the journal, and of this batch.
    private var answers: [UsageRequest.Key: UsageAnswer] = [:]
    private var rows: [JournalRow] = []

    init(
        _ transaction: any SQLTransaction, policy: ChargingPolicy, tariffs: @escaping @Sendable (BrandID) -> Tariffs, now: Timestamp,
        checkpointEvery: Int64
    ) {
        self.transaction = transaction
        self.policy = policy
        self.tariffs = tariffs
        self.now = now
        self.checkpointEvery = checkpointEvery
    }

    /// - Parameters:
    ///   - isRepeated: the first try lost a race, perhaps to an earlier copy of one of the requests: the journal is asked for each.
    ///   - cached: the states that are in memory.
    /// - Throws: `LostRace`, `StoreError`.
    consuming func decide(
        _ work: [ChargingWork], isRepeated: Bool, cached: ([GroupID]) -> [GroupID: LoadedChargingState]
    ) throws -> Decision {
        try load(work, isRepeated: isRepeated, cached: cached)
        rows.reserveCapacity(work.count)
        decision.outcomes.reserveCapacity(work.count)
        for item in work {
            switch item {
            case .request(let request): decision.outcomes.append(try outcome(of: request))
            case .reclaim(let group):
                if let row = try decision.states[group]!.state.reclaimReservations(policy, at: now) { rows.append(row) }
                decision.outcomes.append(.success(nil))
            }
        }
        try append()
        return decision
    }

    private mutating func load(
        _ work: [ChargingWork], isRepeated: Bool, cached: ([GroupID]) -> [GroupID: LoadedChargingState]
    ) throws {
        var wantedLines: Set<LineID> = []
        var asked: [UsageRequest.Key] = []
        var groups: Set<GroupID> = []
        for item in work {
            switch item {
            case .request(let request):
                wantedLines.insert(request.lineID)
                if isRepeated || request.isRetransmission { asked.append(request.key) }
            case .reclaim(let group): groups.insert(group)
            }
        }
        answers = try transaction.usageAnswers(to: asked)
        lines = try transaction.chargeableLines(Array(wantedLines))
        groups.formUnion(lines.values.lazy.map(\.groupID))
        decision.states = cached(Array(groups))
        let missing = groups.filter { decision.states[$0] == nil }
        if !missing.isEmpty {
            decision.states.merge(try transaction.chargingStates(of: missing.sorted())) { cached, _ in cached }
        }
    }

    private mutating func outcome(of request: UsageRequest) throws -> Result<UsageAnswer?, any Error> {
        if let answer = answers[request.key] { return .success(answer) }
        guard let line = lines[request.lineID] else {
            return .success(UsageAnswer(sessionID: request.sessionID, requestNumber: request.requestNumber, refusal: .userUnknown))
        }
        // What does not follow in an open session may have been decided long ago.
        if decision.states[line.groupID]!.state.mayRepeat(request),
            let answer = try transaction.usageAnswer(sessionID: request.sessionID, requestNumber: request.requestNumber)
        {
            return .success(answer)
        }
        let earlier = request.kind == .refund ? try usage(of: request.sessionID, line) : []
        do {
            let row = try decision.states[line.groupID]!.state.authorize(
                request, line: line, policy: policy, tariffs: tariffs(line.brandID), earlier: earlier, at: now)
            guard case .usage(let usage) = row.entry else { return .success(nil) }
            rows.append(row)
            answers[request.key] = usage.answer
            return .success(usage.answer)
        } catch let error as ChargingError {
            return .failure(error)
        }
    }

    /// What the session has used, and was debited and given back, in the journal and in this batch; only as far as it was this line's.
    private func usage(of sessionID: String, _ line: ChargeableLine) throws -> [UsageEntry] {
        let written = try transaction.usageEntries(of: sessionID, group: line.groupID)
        let decided = rows.lazy.filter { $0.groupID == line.groupID }.compactMap { row -> UsageEntry? in
            if case .usage(let usage) = row.entry, usage.sessionID == sessionID { usage } else { nil }
        }
        // A row that opens a session, or is on its own, says whose it is; the others follow it.
        var isOwn = false
        return (written + decided).filter { entry in
            if let opening = entry.opening { isOwn = opening.lineID == line.id }
            return isOwn
        }
    }

    /// Writes the rows, and a checkpoint of each group that has gone far enough since its last.
    private mutating func append() throws {
        guard !rows.isEmpty else { return }
        // The same order on every node, so that two of them never wait for each other.
        rows.sort { ($0.groupID, $0.sequence) < ($1.groupID, $1.sequence) }
        guard try transaction.appendToChargingJournal(rows) == rows.count else {
            throw LostRace(groups: Array(decision.states.keys))
        }
        var checkpoints: [(state: ChargingState, usage: [UsageKey: UsageCounts])] = []
        for group in Set(rows.lazy.map(\.groupID)).sorted() {
            guard decision.states[group]!.state.sequence - decision.states[group]!.checkpoint >= checkpointEvery else { continue }
            let usage = decision.states[group]!.state.takeUsage()
            decision.states[group]!.checkpoint = decision.states[group]!.state.sequence
            checkpoints.append((decision.states[group]!.state, usage))
        }
        try transaction.saveCheckpoints(checkpoints, at: now)
        try addUsageTotals()
    }

    /// Last, so that what other nodes may wait for is held as shortly as can be.
    private func addUsageTotals() throws {
        let brands = Dictionary(lines.values.lazy.map { ($0.groupID, $0.brandID) }, uniquingKeysWith: { first, _ in first })
        var octets: [BrandID: Int64] = [:]
        for row in rows {
            guard case .usage(let usage) = row.entry, let brand = brands[row.groupID] else { continue }
            octets[brand, default: 0] += usage.octetsUsed
        }
        try transaction.addUsageTotals(octets.filter { $0.value > 0 }, shard: rows[0].groupID, at: now)
    }
}
