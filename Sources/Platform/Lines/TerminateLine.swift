import Subscribers
import Telecom

extension Platform {
    /// Ends a line for ever: its number rests for 90 days before another line may get it, its SIM profile is never used again.
    /// - Throws: `line_not_found`, `line_state` (its number went to another operator).
    @discardableResult
    public func terminateLine(_ id: LineID, note: String? = nil, by principal: Principal) async throws -> Line {
        try await changeLine(id, .terminate, note: note, by: principal)
    }
}
