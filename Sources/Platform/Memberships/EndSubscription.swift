import Billing
import Store
import Subscribers
import Telecom

extension SQLTransaction {
    /// Ends a subscription. The lines that came with memberships rest when the last membership is over.
    func end(_ subscription: Subscription, _ state: Subscription.State, at time: Timestamp) throws {
        var subscription = subscription
        subscription.end(state, at: time)
        try updateSubscription(subscription, at: time)
        try audit(
            actor: "system", action: "subscription.\(state.rawValue)", subject: subscription.id.text, brand: subscription.brandID, at: time)
        guard subscription.kind == .membership,
            try runningSubscriptions(of: subscription.accountID).allSatisfy({ $0.kind != .membership })
        else { return }
        for line in try membershipLines(of: subscription.accountID) {
            try endLine(line, .suspend(.membershipLapsed), actor: "system", at: time)
        }
    }

    /// Lifts one reason from every line of the account.
    func liftSuspensions(_ reason: SuspensionReason, of account: AccountID, at time: Timestamp) throws {
        for line in try lines(of: account) where line.suspensions.contains(reason) {
            try changeLine(line.id, .resume(reason), actor: "system", at: time)
        }
    }

    /// Applies an event where it fits: a line that is not served yet, or no more, stays as it is.
    func endLine(_ id: LineID, _ event: LineEvent, actor: String, at time: Timestamp) throws {
        do {
            try changeLine(id, event, actor: actor, at: time)
        } catch LineError.doesNotFit {}
    }
}
