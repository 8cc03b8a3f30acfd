import HTTPTypes
import Hummingbird
import Platform
import Store
import Telecom

/// Runs a request that carries an idempotency key at most once in a day, and answers every later one from memory.
///
/// Of two at the same time one acts and the other gets 409 `idempotency_in_progress`. Refusals of the verb (4xx) are answers like
/// others; after a 5xx or a 429 the claim is given back. A run that died (no answer a minute after its claim, or none that the store could keep) is
/// run again: verbs that must not
/// act twice even then take `Call.idempotencyKey`.
struct ActOnce: Sendable {
    static let abandonedSeconds: Int64 = 60

    let platform: Platform
    let leftClaims: LeftClaims

    /// - Parameter act: does the work; what it throws is written by `refuse`.
    func answer(
        _ key: IdempotencyKey, refuse: (any Error) -> Content, act: () async throws -> Content
    ) async throws -> Content {
        let claim = base64URL(platform.randomness.bytes(12))
        let now = platform.time.now()
        let left = leftClaims.claim(of: key.id)
        let state = try await platform.store.write(isolation: .readCommitted) { [id = key.id, hash = key.requestHash] in
            try $0.claimIdempotencyKey(
                id: id, requestHash: hash, claim: claim, insteadOf: left, at: now,
                abandonedBefore: now.adding(seconds: -Self.abandonedSeconds),
                expiredBefore: now.adding(seconds: -IdempotencyState.keptSeconds))
        }
        switch state {
        case .answered(let sealed): return try key.open(sealed).content
        case .otherRequest:
            throw Refusal(
                .unprocessableContent, code: "idempotency_key_reused", "This Idempotency-Key came with another request before.",
                parameter: "Idempotency-Key")
        case .inProgress:
            var refusal = Refusal(
                .conflict, type: "conflict", code: "idempotency_in_progress", "The same request is being worked on. Ask again in a moment.",
                parameter: "Idempotency-Key")
            refusal.headers[.retryAfter] = "1"
            throw refusal
        case .claimed: break
        }
        let content: Content
        do {
            content = try await act()
        } catch {
            content = refuse(error)
        }
        await finish(key, claim, content)
        return content
    }

    /// A failure here leaves the claim behind, for the next request with this key or to end by itself; the answer stands.
    private func finish(_ key: IdempotencyKey, _ claim: String, _ content: Content) async {
        do {
            if content.status.code >= 500 || content.status == .tooManyRequests {
                try await platform.store.write(isolation: .readCommitted) { [id = key.id] in
                    try $0.releaseIdempotencyKey(id: id, claim: claim)
                }
            } else {
                let sealed = try key.seal(StoredAnswer(content))
                try await platform.store.write(isolation: .readCommitted) { [id = key.id] in
                    try $0.answerIdempotencyKey(id: id, claim: claim, answer: sealed)
                }
            }
        } catch {
            leftClaims.add(claim, of: key.id)
            platform.log.warning("an idempotent answer was not kept", metadata: ["error": "\(error)"])
        }
    }
}
