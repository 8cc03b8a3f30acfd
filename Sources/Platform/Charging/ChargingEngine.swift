import Catalog
import Charging
import Store
import Telecom

/// Decides usage requests: those that arrive while a commit is under way are decided together in the next transaction, and answered only
/// when it is durable.
///
/// The state of each group is the fold over its journal; it is kept in memory as of its last row here and costs nothing to lose.
/// Another node, or a purchase, that appends to the group first is noticed by the journal's unique key: then the whole batch is rolled
/// back, the groups are read anew and everything is decided again. Whether a line may use anything is read in the same transaction,
/// so that the first request after a suspension sees it.
public final class ChargingEngine: Sendable {
    let store: any SQLEngine
    let time: TimeSource
    let policy: ChargingPolicy
    let tariffs: @Sendable (BrandID) -> Tariffs
    /// Rows of a group between two checkpoints.
    let checkpointEvery: Int64
    private let cache: Lock<ChargingStateCache>
    private let metrics: ChargingMetrics
    private let commit: GroupCommit<ChargingWork, UsageAnswer?>

    /// - Parameters:
    ///   - tariffs: of a brand, as they count now.
    ///   - groups: states kept in memory, 1 or more; each takes about 1 kB.
    ///   - batch: requests in one transaction, 1 or more.
    public init(
        store: any SQLEngine, time: TimeSource, policy: ChargingPolicy = ChargingPolicy(),
        tariffs: @escaping @Sendable (BrandID) -> Tariffs = { _ in .flat }, groups: Int = 50_000, batch: Int = 256,
        waiting: Int = 16_384, checkpointEvery: Int64 = 64, metrics: Metrics = Metrics()
    ) {
        self.store = store
        self.time = time
        self.policy = policy
        self.tariffs = tariffs
        self.checkpointEvery = checkpointEvery
        let cache = Lock(ChargingStateCache(capacity: groups))
        self.cache = cache
        let counts = ChargingMetrics(metrics)
        self.metrics = counts
        commit = GroupCommit(maximumBatch: batch, capacity: waiting) { work in
            let started = ContinuousClock.now
            do {
                let outcomes = try await Self.decide(
                    work, store: store, time: time, policy: policy, tariffs: tariffs, checkpointEvery: checkpointEvery, cache: cache)
                counts.decided(outcomes, in: ContinuousClock.now - started)
                return outcomes
            } catch {
                counts.failed(work.count { if case .request = $0 { true } else { false } }, in: ContinuousClock.now - started)
                throw error
            }
        }
    }

    /// - Throws: `ChargingError` when the request cannot be decided; `StoreError` when nothing could be written, or
    ///   `.outcomeUnknown`: sent again, the same request finds out.
    public func authorize(_ request: UsageRequest) async throws -> UsageAnswer {
        // Only a reclaim is answered with nothing.
        try await commit.submit(.request(request))!
    }

    /// Decides requests together in one transaction, in this order, without waiting for others: for a simulation that repeats itself.
    func decide(_ requests: [UsageRequest]) async throws -> [Result<UsageAnswer, any Error>] {
        let outcomes = try await Self.decide(
            requests.map(ChargingWork.request), store: store, time: time, policy: policy, tariffs: tariffs,
            checkpointEvery: checkpointEvery,
            cache: cache)
        return outcomes.map { outcome in outcome.map { $0! } }
    }

    /// Releases what silent gateways hold in the groups that are in memory. The others are reclaimed with their next request: what is
    /// shown and granted never counts a stale reservation for longer.
    /// - Returns: groups looked into.
    @discardableResult
    public func reclaimReservations() async throws -> Int {
        let now = time.now()
        let groups = cache.withLock { $0.groups { $0.hasStaleSessions(policy, at: now) } }
        for group in groups { _ = try await commit.submit(.reclaim(group)) }
        return groups.count
    }

    /// Brings the gauge of requests that wait up to this moment.
    var requestsDecided: Int64 { metrics.requestsDecided }

    func measureQueue() async { metrics.waits(await commit.waitingCount) }

    /// Answers what waits and takes no more.
    public func close() async { await commit.close() }

    private static let greatestAttempts = 10

    private static func decide(
        _ work: [ChargingWork], store: any SQLEngine, time: TimeSource, policy: ChargingPolicy,
        tariffs: @escaping @Sendable (BrandID) -> Tariffs, checkpointEvery: Int64,
        cache: Lock<ChargingStateCache>
    ) async throws -> [Result<UsageAnswer?, any Error>] {
        for attempt in 0..<greatestAttempts {
            let now = time.now()
            do {
                let decision = try await store.write(isolation: .readCommitted) { transaction in
                    try ChargingBatch(transaction, policy: policy, tariffs: tariffs, now: now, checkpointEvery: checkpointEvery)
                        .decide(work, isRepeated: attempt > 0) { groups in cache.withLock { $0.states(of: groups) } }
                }
                cache.withLock { $0.put(decision.states) }
                return decision.outcomes
            } catch let lost as ChargingBatch.LostRace {
                cache.withLock { $0.remove(lost.groups) }
            } catch {
                // What was written is unknown at worst: read it anew.
                cache.withLock { $0.removeAll() }
                throw error
            }
        }
        throw StoreError.conflict
    }
}
