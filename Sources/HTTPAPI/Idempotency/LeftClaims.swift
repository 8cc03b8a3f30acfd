import Telecom

/// Claims of this node that could not be given back or answered because the store was away: whoever asks again here need not wait until
/// they are taken for abandoned. At most 10,000 are remembered, the newest; the others end by themselves.
final class LeftClaims: Sendable {
    private struct State {
        var claims: [String: String] = [:]
        var order: [String] = []
    }

    static let greatestCount = 10_000
    private let state = Lock(State())

    func add(_ claim: String, of id: String) {
        state.withLock { state in
            if state.claims.updateValue(claim, forKey: id) == nil { state.order.append(id) }
            guard state.order.count > Self.greatestCount else { return }
            for id in state.order.prefix(Self.greatestCount / 10) { state.claims[id] = nil }
            state.order.removeFirst(Self.greatestCount / 10)
        }
    }

    /// The claim that was left behind on the key `id`.
    func claim(of id: String) -> String? { state.withLock { $0.claims[id] } }
}
