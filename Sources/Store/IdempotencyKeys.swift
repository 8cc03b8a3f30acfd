import Telecom

/// What is known of a request that carried an idempotency key.
public enum IdempotencyState: Sendable, Equatable {
    /// This run has it and may act.
    case claimed
    /// Another run is at work on it.
    case inProgress
    /// It was answered, with these sealed octets.
    case answered([UInt8])
    /// The key came with another request before.
    case otherRequest

    /// How long an answer is kept.
    public static let keptSeconds: Int64 = 86_400
}

extension SQLTransaction {
    /// Claims the request `id` for the run `claim`, or tells what became of it.
    ///
    /// A claim that is older than `abandonedBefore` and has no answer belongs to a run that died, and is taken over; so is `insteadOf`, which
    /// the caller knows to have ended. What is older than
    /// `expiredBefore` is as good as absent; each call removes up to 20 such rows, which bounds both the table and the work.
    public func claimIdempotencyKey(
        id: String, requestHash: [UInt8], claim: String, insteadOf left: String? = nil, at now: Timestamp, abandonedBefore: Timestamp,
        expiredBefore: Timestamp
    ) throws -> IdempotencyState {
        try execute(
            """
            DELETE FROM idempotency_keys WHERE id IN (
                SELECT id FROM idempotency_keys WHERE claimed_at < $1 ORDER BY claimed_at LIMIT 20\(skipLocked))
            """, expiredBefore)
        let inserted = try execute(
            """
            INSERT INTO idempotency_keys (id, request_hash, claim, claimed_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO NOTHING
            """, id, requestHash, claim, now)
        if inserted == 1 { return .claimed }
        guard let row = try first("SELECT request_hash, claim, claimed_at, answer FROM idempotency_keys WHERE id = $1", id) else {
            return .inProgress
        }
        let isExpired = try row.time("claimed_at") < expiredBefore
        if !isExpired {
            guard try row.blob("request_hash") == requestHash else { return .otherRequest }
            if let answer = try row.optionalBlob("answer") { return .answered(answer) }
            guard try row.time("claimed_at") < abandonedBefore || row.text("claim") == left else { return .inProgress }
        }
        let taken = try execute(
            """
            UPDATE idempotency_keys SET request_hash = $1, claim = $2, claimed_at = $3, answer = NULL
            WHERE id = $4 AND claim = $5
            """, requestHash, claim, now, id, try row.text("claim"))
        return taken == 1 ? .claimed : .inProgress
    }

    /// Keeps the answer of the run `claim`; nothing if the claim was taken over meanwhile.
    public func answerIdempotencyKey(id: String, claim: String, answer: [UInt8]) throws {
        try execute("UPDATE idempotency_keys SET answer = $1 WHERE id = $2 AND claim = $3", answer, id, claim)
    }

    /// Gives the claim back: nothing was done, and the next request may try.
    public func releaseIdempotencyKey(id: String, claim: String) throws {
        try execute("DELETE FROM idempotency_keys WHERE id = $1 AND claim = $2 AND answer IS NULL", id, claim)
    }

    /// Gives every claim back that has no answer. Only where no node can be alive that works on one.
    /// - Returns: how many there were.
    @discardableResult
    public func releaseIdempotencyKeys() throws -> Int {
        try execute("DELETE FROM idempotency_keys WHERE answer IS NULL")
    }
}
