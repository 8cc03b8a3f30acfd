import Billing
import Platform
import Store
import Telecom

/// A payment in the provider's own books.
struct TestCardPayment {
    enum State: String {
        case requiresAction = "requires_action"
        case succeeded, failed
    }

    let key: String
    let reference: String
    let token: String
    let amount: Money
    var state: State
    var declineCode: DeclineCode?

    init(key: String, reference: String, token: String, amount: Money, answer: TestCardBehaviour.Answer) {
        self.key = key
        self.reference = reference
        self.token = token
        self.amount = amount
        switch answer {
        case .succeeded: state = .succeeded
        case .requiresAction: state = .requiresAction
        case .failed(let code): (state, declineCode) = (.failed, code)
        }
    }

    init(_ row: SQLRow) throws {
        key = try row.text("idempotency_key")
        reference = try row.text("reference")
        token = try row.text("token")
        amount = try row.money("amount")
        guard let state = State(rawValue: try row.text("state")) else { throw StoreError.corrupt("state holds an unknown value") }
        self.state = state
        declineCode = try row.optionalText("decline_code").flatMap(DeclineCode.init)
    }

    var outcome: PaymentOutcome {
        switch state {
        case .succeeded: .succeeded(reference: reference, fee: fee)
        case .requiresAction: .requiresAction(reference: reference, url: nil)
        case .failed: .failed(reference: reference, declineCode ?? .cardDeclined)
        }
    }

    /// 2.9 % and 30 cents, rounded half-up to a cent and never more than the payment: the catalogue's published processing fee.
    private var fee: Money {
        Money(minorUnits: min(amount.minorUnits, (amount.minorUnits * 29 + 500) / 1000 + 30), currency: amount.currency)
    }
}

extension SQLTransaction {
    func insertTestCardPayment(_ payment: TestCardPayment, at time: Timestamp) throws {
        try execute(
            """
            INSERT INTO test_card_payments (idempotency_key, reference, token, amount, currency, state, decline_code, refunded, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)
            """, payment.key, payment.reference, payment.token, payment.amount.minorUnits, payment.amount.currency, payment.state.rawValue,
            payment.declineCode?.rawValue, time)
    }

    func updateTestCardPayment(_ payment: TestCardPayment) throws {
        try execute(
            "UPDATE test_card_payments SET state = $2, decline_code = $3 WHERE reference = $1", payment.reference, payment.state.rawValue,
            payment.declineCode?.rawValue)
    }

    func testCardPayment(key: String) throws -> TestCardPayment? {
        try first("SELECT * FROM test_card_payments WHERE idempotency_key = $1", key).map(TestCardPayment.init)
    }

    func testCardPayment(reference: String) throws -> TestCardPayment? {
        try first("SELECT * FROM test_card_payments WHERE reference = $1", reference).map(TestCardPayment.init)
    }

    func testCardBehaviour(token: String) throws -> TestCardBehaviour? {
        try first("SELECT behaviour FROM test_card_methods WHERE token = $1", token)
            .flatMap { TestCardBehaviour(rawValue: try $0.text("behaviour")) }
    }

    /// Whether the owner has confirmed a payment with this card before.
    func testCardWasAuthenticated(token: String) throws -> Bool {
        try first("SELECT 1 AS one FROM test_card_payments WHERE token = $1 AND state = 'succeeded'", token) != nil
    }

    func planTestCardEvents(_ payment: TestCardPayment, _ behaviour: TestCardBehaviour, at time: Timestamp) throws {
        guard behaviour == .disputed else { return }
        try execute(
            "INSERT INTO test_card_events (id, payment_reference, kind, due_at) VALUES ($1, $2, 'dispute_opened', $3)",
            "evt_dispute_\(payment.reference)", payment.reference, time.adding(seconds: 3600))
    }

    func pendingTestCardEvents(at time: Timestamp) throws -> [PaymentEvent] {
        try query(
            "SELECT * FROM test_card_events WHERE due_at <= $1 AND acknowledged_at IS NULL ORDER BY due_at, id LIMIT 100", time
        ).map { row in
            PaymentEvent(id: try row.text("id"), reference: try row.text("payment_reference"), kind: .disputeOpened)
        }
    }
}
