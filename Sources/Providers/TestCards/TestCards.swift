import Billing
import Crypto
import Foundation
import Platform
import Store
import Telecom

/// The built-in payment provider: it takes the well-known test numbers and no others, and moves no real money. It keeps books of its own,
/// as an outside provider would, so that asking again with the same key finds the same answer after any crash.
public struct TestCards: PaymentProvider {
    public let name = "test_cards"
    /// A disputed test card is disputed an hour after it was charged.
    public let eventDelaySeconds: Int64? = 3600
    private let books: any SQLEngine
    private let fingerprintKey: SymmetricKey
    private let time: TimeSource
    private let randomness: Randomness

    /// - Parameter masterKey: keeps fingerprints of cards from being turned back into numbers.
    public init(books: any SQLEngine, masterKey: MasterKey, time: TimeSource, randomness: Randomness) {
        self.books = books
        fingerprintKey = masterKey.subkey(MasterKey.Purpose("card fingerprint"))
        self.time = time
        self.randomness = randomness
    }

    public func keep(_ card: Card) async throws -> KeptCard {
        guard let behaviour = TestCardBehaviour(number: card.number) else {
            throw PaymentProviderError.cardRefused("Only test cards are taken here, such as 4242 4242 4242 4242.")
        }
        let token = "tok_" + hexadecimal(randomness.bytes(16))
        let now = time.now()
        try await books.write { books in
            try books.execute(
                "INSERT INTO test_card_methods (token, behaviour, created_at) VALUES ($1, $2, $3)", token, behaviour.rawValue, now)
        }
        return KeptCard(
            token: token, brand: card.brand, last4: card.last4,
            fingerprint: hexadecimal(Array(HMAC<SHA256>.authenticationCode(for: Data(card.number.utf8), using: fingerprintKey).prefix(16))),
            expiryYear: card.expiryYear, expiryMonth: card.expiryMonth)
    }

    public func createPayment(_ request: PaymentRequest) async throws -> PaymentOutcome {
        let reference = "tcp_" + hexadecimal(randomness.bytes(16))
        let now = time.now()
        return try await books.write { books in
            if let known = try books.testCardPayment(key: request.idempotencyKey) {
                guard known.token == request.token, known.amount == request.amount else {
                    throw PaymentProviderError.refused("the key was used for another payment")
                }
                return known.outcome
            }
            guard let behaviour = try books.testCardBehaviour(token: request.token) else {
                throw PaymentProviderError.refused("unknown token")
            }
            let wasAuthenticated = try books.testCardWasAuthenticated(token: request.token)
            let payment = TestCardPayment(
                key: request.idempotencyKey, reference: reference, token: request.token, amount: request.amount,
                answer: behaviour.answer(isOffSession: request.isOffSession, wasAuthenticated: wasAuthenticated))
            try books.insertTestCardPayment(payment, at: now)
            if payment.state == .succeeded { try books.planTestCardEvents(payment, behaviour, at: now) }
            return payment.outcome
        }
    }

    public func confirmPayment(reference: String, authentication: Authentication?) async throws -> PaymentOutcome {
        let now = time.now()
        return try await books.write { books in
            guard var payment = try books.testCardPayment(reference: reference) else {
                throw PaymentProviderError.refused("unknown payment")
            }
            guard payment.state == .requiresAction, let authentication else { return payment.outcome }
            payment.state = authentication == .complete ? .succeeded : .failed
            payment.declineCode = authentication == .complete ? nil : .authenticationFailed
            try books.updateTestCardPayment(payment)
            if payment.state == .succeeded, let behaviour = try books.testCardBehaviour(token: payment.token) {
                try books.planTestCardEvents(payment, behaviour, at: now)
            }
            return payment.outcome
        }
    }

    public func cancelPayment(reference: String) async throws {
        try await books.write { books in
            guard var payment = try books.testCardPayment(reference: reference), payment.state == .requiresAction else { return }
            payment.state = .failed
            payment.declineCode = .cardDeclined
            try books.updateTestCardPayment(payment)
        }
    }

    public func createRefund(_ request: RefundRequest) async throws {
        let now = time.now()
        try await books.write { books in
            if try books.first("SELECT 1 AS one FROM test_card_refunds WHERE idempotency_key = $1", request.idempotencyKey) != nil {
                return
            }
            guard let payment = try books.testCardPayment(reference: request.paymentReference), payment.state == .succeeded else {
                throw PaymentProviderError.refused("nothing was charged")
            }
            let changed = try books.execute(
                "UPDATE test_card_payments SET refunded = refunded + $2 WHERE reference = $1 AND refunded + $2 <= amount",
                payment.reference, request.amount.minorUnits)
            guard changed == 1, request.amount.minorUnits > 0, request.amount.currency == payment.amount.currency else {
                throw PaymentProviderError.refused("more than was charged")
            }
            try books.execute(
                "INSERT INTO test_card_refunds (idempotency_key, payment_reference, amount, created_at) VALUES ($1, $2, $3, $4)",
                request.idempotencyKey, payment.reference, request.amount.minorUnits, now)
        }
    }

    /// Test cards send nothing from outside; their events are fetched.
    public func event(body: [UInt8], signature: String) throws -> PaymentEvent? {
        throw PaymentProviderError.notGenuine
    }

    public func pendingEvents(at time: Timestamp) async throws -> [PaymentEvent] {
        try await books.read { try $0.pendingTestCardEvents(at: time) }
    }

    public func acknowledgeEvent(_ id: String) async throws {
        let now = time.now()
        try await books.write { books in
            try books.execute("UPDATE test_card_events SET acknowledged_at = $2 WHERE id = $1", id, now)
        }
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
