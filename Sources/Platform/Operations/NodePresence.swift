import Store
import Telecom

/// What a node has done since its start, read twice to tell its pace.
public struct NodeCounts: Sendable, Equatable {
    public let requests: Int64
    public let charges: Int64
    public let at: Timestamp

    public init(requests: Int64, charges: Int64, at time: Timestamp) {
        self.requests = requests
        self.charges = charges
        at = time
    }

    /// A minute's worth of what has come since `before`.
    func perMinute(since before: NodeCounts) -> (requests: Int64, charges: Int64) {
        let seconds = max(1, at.seconds(since: before.at))
        return ((requests - before.requests) * 60 / seconds, (charges - before.charges) * 60 / seconds)
    }
}

extension Platform {
    /// Says that this node is there, and forgets those that have not been for a day.
    public func reportNode(_ id: NodeID, startedAt: Timestamp, counts: NodeCounts, before: NodeCounts) async throws {
        let pace = counts.perMinute(since: before)
        let node = NodePresence(
            id: id, newestMigration: try Migrator.newestNumber(for: store.dialect), catalogVersion: catalogs.edition.version,
            startedAt: startedAt, seenAt: counts.at, requestsPerMinute: pace.requests, chargesPerMinute: pace.charges)
        try await store.write(isolation: .readCommitted) { transaction in
            try transaction.saveNode(node)
            try transaction.removeNodes(seenBefore: node.seenAt.adding(days: -1))
        }
    }

    /// Says so every 15 seconds until the task is cancelled, and takes leave.
    /// - Parameter requests: received since the start.
    public func keepNodeReported(requests: @Sendable () -> Int64) async {
        let id: NodeID = newID()
        func counts() -> NodeCounts { NodeCounts(requests: requests(), charges: charging.requestsDecided, at: time.now()) }
        let startedAt = time.now()
        var before = counts()
        repeat {
            let now = counts()
            do {
                try await reportNode(id, startedAt: startedAt, counts: now, before: before)
                before = now
            } catch {
                log.warning("this node is not reported", metadata: ["error": "\(error)"])
            }
        } while (try? await Task.sleep(for: .seconds(15))) != nil
        // A cancelled task may not write.
        await Task { [store] in try? await store.write(isolation: .readCommitted) { try $0.removeNode(id) } }.value
    }
}
