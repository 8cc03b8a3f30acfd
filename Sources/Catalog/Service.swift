import Telecom

/// One thing that the catalogue lists: sold, included with something else, or given as a reward.
public struct Service: Sendable, Equatable {
    /// The public `type` of a service. It decides how the calculator counts the price.
    public enum Kind: String, Sendable, CaseIterable {
        case oneTimePurchase = "one_time_purchase"
        case betaProgram = "beta_program"
        case annualSubscription = "annual_subscription"
        case monthlySubscription = "monthly_subscription"
        case addOn = "add_on"
        case oneTimeReward = "one_time_reward"
        case welcomeReward = "welcome_reward"
        case cashbackReward = "cashback_reward"
        case includedService = "included_service"
        case paymentProcessing = "payment_processing"
        case membershipBenefit = "membership_benefit"
    }

    /// The public `billing_cycle`, in its published words.
    public enum BillingCycle: String, Sendable, CaseIterable {
        case monthly
        case yearly
        case yearlyExact = "yearly (365.25 days)"
    }

    /// How often its price falls due.
    public enum Cadence: Sendable {
        case once, monthly, yearly, never
    }

    public let id: ServiceID
    public let categoryID: String
    public internal(set) var name: String
    public internal(set) var description: String
    public let kind: Kind
    public internal(set) var price: Price
    public let billingCycle: BillingCycle?
    /// Who can have it, in words for people: `Available`, `Invitation Only`, …
    public internal(set) var availability: String
    public internal(set) var features: [String]
    public let fulfilment: Fulfilment
    /// Not for everyone, or not for long, as the shipped words of `availability` say it, whatever language shows them.
    public let isLimited: Bool
    /// Switched on for a new member unless they say no; `nil` where the question does not arise.
    public let defaultEnabled: Bool?
    /// Words for people beside the price: `10.33 DOTM`, `10.33%`, a processor's fee, a time to answer.
    public let tokenAmount: String?
    public let rewardPercentage: String?
    public internal(set) var processingFee: String?
    public internal(set) var responseTime: String?

    public init(
        id: ServiceID, categoryID: String, name: String, description: String, kind: Kind, price: Price, billingCycle: BillingCycle? = nil,
        availability: String, features: [String] = [], fulfilment: Fulfilment, defaultEnabled: Bool? = nil, tokenAmount: String? = nil,
        rewardPercentage: String? = nil, processingFee: String? = nil, responseTime: String? = nil
    ) {
        self.id = id
        self.categoryID = categoryID
        self.name = name
        self.description = description
        self.kind = kind
        self.price = price
        self.billingCycle = billingCycle
        self.availability = availability
        self.features = features
        isLimited = Self.limitedAvailabilities.contains(availability)
        self.fulfilment = fulfilment
        self.defaultEnabled = defaultEnabled
        self.tokenAmount = tokenAmount
        self.rewardPercentage = rewardPercentage
        self.processingFee = processingFee
        self.responseTime = responseTime
    }

    private static let limitedAvailabilities: Set = ["Beta Testing", "Invitation Only", "Limited Edition", "Founding Members Only"]

    public var cadence: Cadence {
        switch kind {
        case .oneTimePurchase, .oneTimeReward, .betaProgram: .once
        case .monthlySubscription: .monthly
        case .annualSubscription: .yearly
        default:
            switch billingCycle {
            case .monthly: .monthly
            case .yearly, .yearlyExact: .yearly
            case nil: .never
            }
        }
    }

    /// Whether it can stand in an order by itself.
    public var isSold: Bool { fulfilment != .none }

    func priced(_ price: Price) -> Service {
        var priced = self
        priced.price = price
        return priced
    }
}
