import Billing
import Telecom

/// A payment that the cardholder's bank has taken back until it is decided who is right.
public struct Dispute: Sendable, Equatable {
    public enum State: String, Sendable {
        case open, won, lost
    }

    public let paymentID: PaymentID
    public let state: State
    /// What was taken back: the payment less its refunds.
    public let amount: Money
    public let openedAt: Timestamp
    public let closedAt: Timestamp?
}

extension SQLTransaction {
    public func insertDispute(of payment: Payment, amount: Money, at time: Timestamp) throws {
        try execute(
            "INSERT INTO disputes (payment_id, brand_id, state, amount, currency, opened_at) VALUES ($1, $2, 'open', $3, $4, $5)",
            payment.id,
            payment.brandID, amount.minorUnits, amount.currency, time)
    }

    public func closeDispute(of payment: PaymentID, _ state: Dispute.State, at time: Timestamp) throws {
        try execute("UPDATE disputes SET state = $2, closed_at = $3 WHERE payment_id = $1", payment, state.rawValue, time)
    }

    public func dispute(of payment: PaymentID) throws -> Dispute? {
        try first("SELECT * FROM disputes WHERE payment_id = $1", payment).map { row in
            Dispute(
                paymentID: try row.id("payment_id"), state: try row.choice("state"), amount: try row.money("amount"),
                openedAt: try row.time("opened_at"), closedAt: try row.optionalTime("closed_at"))
        }
    }
}
