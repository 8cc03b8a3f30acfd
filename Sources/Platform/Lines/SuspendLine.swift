import Store
import Subscribers
import Telecom

extension Platform {
    /// Keeps a line off the network, such as that of a lost phone: charging refuses it at once, the carrier bars it by a job.
    /// - Parameters:
    ///   - reason: owners may give their own reasons alone, staff any.
    ///   - note: in the caller's words, at most 200 characters.
    /// - Throws: `line_not_found`, `line_state` (it is not active), `suspension_reason` (not the caller's to give).
    @discardableResult
    public func suspendLine(_ id: LineID, reason: SuspensionReason, note: String? = nil, by principal: Principal) async throws -> Line {
        guard reason.isOwners || principal.isStaff else {
            throw PlatformError(.forbidden, code: "suspension_reason", "This reason is not yours to give.", parameter: "reason")
        }
        return try await changeLine(id, .suspend(reason), note: note, by: principal)
    }

    /// Applies one event in the caller's name.
    func changeLine(_ id: LineID, _ event: LineEvent, note: String? = nil, by principal: Principal) async throws -> Line {
        let now = time.now()
        return try await store.write { transaction in
            _ = try transaction.line(id, for: principal)
            do {
                return try transaction.changeLine(id, event, actor: principal.accountID.text, note: note, at: now)!
            } catch let error as LineError {
                throw PlatformError(error)
            }
        }
    }
}
