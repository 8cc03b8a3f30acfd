import Billing
import Telecom

/// Charges cards: the built-in test cards, or an outside provider such as Stripe.
///
/// Never called inside a transaction. Every call that moves money carries an idempotency key that is in our records before the call:
/// asked again with the same key, a provider gives the same answer and moves nothing twice.
public protocol PaymentProvider: Sendable {
    /// Kept beside every payment, such as `test_cards`.
    var name: String { get }

    /// Gives a card to the provider and gets a token for it. No money moves.
    /// - Throws: `PaymentProviderError`.
    func keep(_ card: Card) async throws -> KeptCard

    /// Charges a kept card.
    /// - Throws: `PaymentProviderError.unreachable` when it is not known what became of it: ask again with the same key.
    func createPayment(_ request: PaymentRequest) async throws -> PaymentOutcome

    /// Finds out what became of a payment that its owner had to confirm.
    /// - Parameter authentication: what the owner did on the bank's page, where this door has that page (test cards);
    ///   `nil` only asks.
    func confirmPayment(reference: String, authentication: Authentication?) async throws -> PaymentOutcome

    /// Gives up a payment that waits for its owner. One that has succeeded in the meantime stays so, and its event tells.
    func cancelPayment(reference: String) async throws

    /// Gives money back. Returns once the provider has taken the order.
    func createRefund(_ request: RefundRequest) async throws

    /// Reads a message that the provider sent to our webhook.
    /// - Returns: `nil` for kinds that do not concern us.
    /// - Throws: `PaymentProviderError.notGenuine` when the signature does not prove the sender.
    func event(body: [UInt8], signature: String) throws -> PaymentEvent?

    /// How long after a payment there may be events to fetch, in seconds; `nil` (the default) when all come to the webhook.
    var eventDelaySeconds: Int64? { get }

    /// Events up to now that had no webhook to go to and were not acknowledged, oldest first, at most 100. The default has none.
    func pendingEvents(at time: Timestamp) async throws -> [PaymentEvent]

    /// Its effect is in our records. An event that is not acknowledged comes again.
    func acknowledgeEvent(_ id: String) async throws
}

extension PaymentProvider {
    public var eventDelaySeconds: Int64? { nil }
    public func pendingEvents(at time: Timestamp) async throws -> [PaymentEvent] { [] }
    public func acknowledgeEvent(_ id: String) async throws {}
}

/// A card as the provider keeps it.
public struct KeptCard: Sendable, Equatable {
    public let token: String
    public let brand: Card.Brand
    public let last4: String
    /// The same for the same card at this provider; says nothing of the number.
    public let fingerprint: String
    public let expiryYear: Int64
    public let expiryMonth: Int64

    public init(token: String, brand: Card.Brand, last4: String, fingerprint: String, expiryYear: Int64, expiryMonth: Int64) {
        self.token = token
        self.brand = brand
        self.last4 = last4
        self.fingerprint = fingerprint
        self.expiryYear = expiryYear
        self.expiryMonth = expiryMonth
    }
}

public struct PaymentRequest: Sendable, Equatable {
    /// The payment's id.
    public let idempotencyKey: String
    public let token: String
    public let amount: Money
    /// The owner is not there to confirm: a renewal.
    public let isOffSession: Bool

    public init(idempotencyKey: String, token: String, amount: Money, isOffSession: Bool) {
        self.idempotencyKey = idempotencyKey
        self.token = token
        self.amount = amount
        self.isOffSession = isOffSession
    }
}

public struct RefundRequest: Sendable, Equatable {
    /// The refund's id.
    public let idempotencyKey: String
    public let paymentReference: String
    public let amount: Money

    public init(idempotencyKey: String, paymentReference: String, amount: Money) {
        self.idempotencyKey = idempotencyKey
        self.paymentReference = paymentReference
        self.amount = amount
    }
}

/// What the owner of a card did when the bank asked who they are.
public enum Authentication: String, Sendable, CaseIterable, Codable {
    case complete, fail
}

/// News of a payment that the provider sends by itself.
public struct PaymentEvent: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case outcome(PaymentOutcome)
        case disputeOpened
        case disputeWon
        case disputeLost
    }

    public let id: String
    /// The provider's name for the payment.
    public let reference: String
    public let kind: Kind

    public init(id: String, reference: String, kind: Kind) {
        self.id = id
        self.reference = reference
        self.kind = kind
    }
}

public enum PaymentProviderError: Error, Sendable, Equatable {
    /// It did not answer: what became of the request is unknown.
    case unreachable(String)
    /// It does not take this card at all.
    case cardRefused(String)
    /// The request can never succeed.
    case refused(String)
    case notGenuine
}
