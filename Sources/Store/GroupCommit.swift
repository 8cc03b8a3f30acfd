/// One writer that commits for many: requests that arrive while a commit is under way wait, and go together into the next one.
/// A request is answered only after its transaction is durable, so one machine answers as many requests as it can write rows,
/// not as many as it can sync its disk.
///
/// Requests are decided in the order of their arrival. At most `maximumBatch` share a transaction and at most `capacity` wait;
/// cancelling a submitter's task does not take its request back.
public actor GroupCommit<Request: Sendable, Answer: Sendable> {
    /// What became of one request. A refusal (`.failure`) is thrown to its submitter alone; the others of its batch stand.
    public typealias Outcome = Result<Answer, any Error>

    private struct Submission {
        let request: Request
        let continuation: CheckedContinuation<Answer, any Error>
    }

    private let commit: @Sendable ([Request]) async throws -> [Outcome]
    private let maximumBatch: Int
    private let capacity: Int

    private var waiting: [Submission] = []
    private var isCommitting = false
    private var isClosed = false
    private var drained: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - maximumBatch: requests in one commit, 1 or more.
    ///   - capacity: requests that may wait for the next commit, 1 or more.
    ///   - commit: decides the requests, in order, writes all of it in one transaction and returns one outcome for each.
    ///     What it throws is thrown to every submitter of the batch: nothing of it was written.
    public init(
        maximumBatch: Int = 256, capacity: Int = 4096, commit: @escaping @Sendable (_ requests: [Request]) async throws -> [Outcome]
    ) {
        precondition(maximumBatch > 0 && capacity > 0)
        self.maximumBatch = maximumBatch
        self.capacity = capacity
        self.commit = commit
    }

    /// Decides inside one transaction of `engine`. Like any body of a transaction, `decide` may be run again.
    public init(
        engine: any SQLEngine, isolation: SQLIsolation = .serializable, maximumBatch: Int = 256, capacity: Int = 4096,
        decide: @escaping @Sendable (_ transaction: any SQLTransaction, _ requests: [Request]) throws -> [Outcome]
    ) {
        self.init(maximumBatch: maximumBatch, capacity: capacity) { requests in
            try await engine.write(isolation: isolation) { transaction in try decide(transaction, requests) }
        }
    }

    /// Hands a request in and waits until what was decided about it is durable.
    /// - Throws: `StoreError.unavailable` when `capacity` requests wait already or after `close`; what the commit threw;
    ///   the refusal of this request.
    public func submit(_ request: Request) async throws -> Answer {
        guard !isClosed else { throw StoreError.unavailable("no more requests are taken: stopping") }
        guard waiting.count < capacity else { throw StoreError.unavailable("\(capacity) requests wait for a commit already") }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(Submission(request: request, continuation: continuation))
            guard !isCommitting else { return }
            isCommitting = true
            Task { await commitAllThatWait() }
        }
    }

    /// Takes no more requests and returns when every one that was taken is answered.
    public func close() async {
        isClosed = true
        guard isCommitting else { return }
        await withCheckedContinuation { drained.append($0) }
    }

    /// How many requests wait for the next commit.
    public var waitingCount: Int { waiting.count }

    private func commitAllThatWait() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(maximumBatch))
            waiting.removeFirst(batch.count)
            let outcomes = await outcomes(of: batch.map(\.request))
            for (submission, outcome) in zip(batch, outcomes) { submission.continuation.resume(with: outcome) }
        }
        isCommitting = false
        for continuation in drained { continuation.resume() }
        drained = []
    }

    private func outcomes(of requests: [Request]) async -> [Outcome] {
        do {
            let outcomes = try await commit(requests)
            precondition(outcomes.count == requests.count, "one outcome for each request")
            return outcomes
        } catch {
            return requests.map { _ in .failure(error) }
        }
    }
}
