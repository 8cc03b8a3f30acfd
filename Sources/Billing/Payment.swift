import Telecom

/// One attempt to charge an order.
public struct Payment: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        /// The provider has been or is being asked.
        case processing
        /// The card's owner must prove to the bank who they are.
        case requiresAction = "requires_action"
        case succeeded
        case failed
        /// Given up before money moved.
        case cancelled
        /// The bank has taken the money back until the dispute is decided.
        case disputed
        /// The dispute was lost.
        case chargedBack = "charged_back"
        /// It succeeded when its order took no money any more, and goes back whole.
        case returned
    }

    public let id: PaymentID
    public let brandID: BrandID
    public let accountID: AccountID
    public let orderID: OrderID
    public let methodID: PaymentMethodID
    public let provider: String
    public let amount: Money
    /// Charged without its owner being present, as a renewal is.
    public let isOffSession: Bool
    public private(set) var state: State
    /// The provider's own name for it; `nil` until the provider has answered.
    public private(set) var reference: String?
    public private(set) var declineCode: DeclineCode?
    /// What the provider keeps of it.
    public private(set) var fee: Money
    public let createdAt: Timestamp
    public private(set) var settledAt: Timestamp?

    public init(
        id: PaymentID, brandID: BrandID, accountID: AccountID, orderID: OrderID, methodID: PaymentMethodID, provider: String, amount: Money,
        isOffSession: Bool, state: State = .processing, reference: String? = nil, declineCode: DeclineCode? = nil, fee: Money? = nil,
        createdAt: Timestamp, settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.orderID = orderID
        self.methodID = methodID
        self.provider = provider
        self.amount = amount
        self.isOffSession = isOffSession
        self.state = state
        self.reference = reference
        self.declineCode = declineCode
        self.fee = fee ?? .zero(amount.currency)
        self.createdAt = createdAt
        self.settledAt = settledAt
    }

    /// Money has moved and not all of it has come back by a dispute.
    public var isCharged: Bool { state == .succeeded || state == .disputed || state == .chargedBack }
}

/// Why a bank or provider did not take a payment, as far as the payer may know.
public enum DeclineCode: String, Sendable, CaseIterable, Codable {
    case cardDeclined = "card_declined"
    case insufficientFunds = "insufficient_funds"
    case expiredCard = "expired_card"
    case incorrectCVC = "incorrect_cvc"
    case authenticationFailed = "authentication_failed"
    /// A renewal that the bank will not take without the owner.
    case authenticationRequired = "authentication_required"
    case processingError = "processing_error"

    /// For the payer.
    public var message: String {
        switch self {
        case .cardDeclined: "The card was declined."
        case .insufficientFunds: "The card has not enough funds."
        case .expiredCard: "The card has expired."
        case .incorrectCVC: "The card's security code is wrong."
        case .authenticationFailed: "The bank could not confirm that this payment is yours."
        case .authenticationRequired: "The bank asks for the cardholder to confirm the payment."
        case .processingError: "The card could not be charged. Please try again."
        }
    }
}

/// What a provider says about a payment.
public enum PaymentOutcome: Sendable, Equatable {
    case succeeded(reference: String, fee: Money)
    /// - url: where the owner proves who they are; `nil` when the door has a step of its own.
    case requiresAction(reference: String, url: String?)
    case failed(reference: String?, DeclineCode)
}

extension Payment {
    /// What an outcome changes.
    public enum Settlement: Sendable, Equatable {
        case becameSucceeded, becameFailed, needsAction
        /// It was known already.
        case nothing
    }

    /// Takes in what the provider says, however often and late it says it. A payment that has succeeded never falls back;
    /// one that failed or was given up here and succeeded there is believed: the money is there.
    public mutating func settle(_ outcome: PaymentOutcome, at time: Timestamp) -> Settlement {
        switch (outcome, state) {
        case (.succeeded(let reference, let fee), .processing), (.succeeded(let reference, let fee), .requiresAction),
            (.succeeded(let reference, let fee), .failed), (.succeeded(let reference, let fee), .cancelled):
            (state, self.reference, self.fee, declineCode, settledAt) = (.succeeded, reference, fee, nil, time)
            return .becameSucceeded
        case (.requiresAction(let reference, _), .processing):
            (state, self.reference) = (.requiresAction, reference)
            return .needsAction
        case (.failed(let reference, let code), .processing), (.failed(let reference, let code), .requiresAction):
            (state, self.reference, declineCode, settledAt) = (.failed, reference ?? self.reference, code, time)
            return .becameFailed
        default:
            return .nothing
        }
    }

    /// Gives up an attempt that waits for its owner.
    public mutating func cancel(at time: Timestamp) -> Bool {
        guard state == .requiresAction else { return false }
        (state, settledAt) = (.cancelled, time)
        return true
    }

    /// The order takes no money any more.
    public mutating func giveBack() {
        state = .returned
    }

    public mutating func disputeOpened() -> Bool {
        guard state == .succeeded else { return false }
        state = .disputed
        return true
    }

    public mutating func disputeClosed(won: Bool) -> Bool {
        guard state == .disputed else { return false }
        state = won ? .succeeded : .chargedBack
        return true
    }
}

/// A card kept by the provider, as an account may see it.
public struct PaymentMethod: Sendable, Equatable {
    public let id: PaymentMethodID
    public let brandID: BrandID
    public let accountID: AccountID
    public let provider: String
    /// Means something to the provider alone.
    public let token: String
    public let cardBrand: Card.Brand
    public let last4: String
    /// The same for the same card, and says nothing of its number.
    public let fingerprint: String
    public let expiryYear: Int64
    public let expiryMonth: Int64
    public let createdAt: Timestamp
    /// When the owner allowed it to be charged again, as renewals do; `nil`: for one payment.
    public let savedAt: Timestamp?

    public init(
        id: PaymentMethodID, brandID: BrandID, accountID: AccountID, provider: String, token: String, cardBrand: Card.Brand, last4: String,
        fingerprint: String, expiryYear: Int64, expiryMonth: Int64, createdAt: Timestamp, savedAt: Timestamp?
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.provider = provider
        self.token = token
        self.cardBrand = cardBrand
        self.last4 = last4
        self.fingerprint = fingerprint
        self.expiryYear = expiryYear
        self.expiryMonth = expiryMonth
        self.createdAt = createdAt
        self.savedAt = savedAt
    }
}
