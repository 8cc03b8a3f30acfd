import Store
import Subscribers
import Telecom

extension Platform {
    /// Lifts what keeps a line off the network. It stays suspended while a reason holds that is not the caller's to lift.
    /// - Parameter reason: the one to lift; `nil` for all that the caller may.
    /// - Throws: `line_not_found`, `line_state`, `suspension_reason` when the caller may lift none of the reasons that hold.
    @discardableResult
    public func resumeLine(_ id: LineID, reason: SuspensionReason? = nil, by principal: Principal) async throws -> Line {
        let now = time.now()
        return try await store.write { transaction in
            let line = try transaction.line(id, for: principal)
            let asked = reason.map { [$0] } ?? line.suspensions.sorted { $0.rawValue < $1.rawValue }
            let lifted = asked.filter { principal.isStaff || $0.isOwners }
            guard !lifted.isEmpty || asked.isEmpty else {
                throw PlatformError(
                    .forbidden, code: "suspension_reason", "The line is suspended for a reason that is not yours to lift.",
                    parameter: reason == nil ? nil : "reason")
            }
            do {
                guard line.state == .suspended || line.state == .active else { throw LineError.doesNotFit(line.state) }
                for reason in lifted { try transaction.changeLine(id, .resume(reason), actor: principal.accountID.text, at: now) }
            } catch let error as LineError {
                throw PlatformError(error)
            }
            return try transaction.line(id, for: principal)
        }
    }
}
