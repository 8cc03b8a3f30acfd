import Telecom

/// A number of the inventory.
public struct PhoneNumber: Hashable, Sendable {
    public let msisdn: MSISDN
    public let brandID: BrandID
    public let areaCode: String
    public var state: PhoneNumberState
    public let source: InventorySource

    public init(msisdn: MSISDN, brandID: BrandID, areaCode: String, state: PhoneNumberState = .available, source: InventorySource) {
        self.msisdn = msisdn
        self.brandID = brandID
        self.areaCode = areaCode
        self.state = state
        self.source = source
    }

    /// How long a number rests after its line has ended, so that calls for its old owner do not reach a new one: 90 days.
    /// Source: 47 CFR §52.15(f)(1)(ii), the longest ageing of a residential number.
    public static let quarantineDays: Int64 = 90
    /// How long a number that somebody chose is kept for them.
    public static let holdSeconds: Int64 = 15 * 60
}

public enum PhoneNumberState: Hashable, Sendable {
    case available
    /// Chosen by an account that has not bought yet.
    case held(by: AccountID, until: Timestamp)
    case assigned(LineID)
    case quarantined(until: Timestamp)
    /// Gone to another operator with its owner.
    case portedOut

    /// Whether it may be assigned at `time` to a line of `account`: a hold and a quarantine end by themselves.
    public func isFree(for account: AccountID, at time: Timestamp) -> Bool {
        switch self {
        case .available: true
        case .held(let holder, let until): holder == account || until <= time
        case .quarantined(let until): until <= time
        case .assigned, .portedOut: false
        }
    }
}
