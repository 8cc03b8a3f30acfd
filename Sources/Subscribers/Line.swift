import Telecom

/// A subscription of one account to the network: one SIM profile (ICCID, IMSI) and one number (MSISDN).
public struct Line: Hashable, Sendable {
    public let id: LineID
    public let brandID: BrandID
    public let accountID: AccountID
    /// What was bought to get it; `nil` for a line that an operator gave.
    public let orderID: OrderID?
    /// What its owner calls it, such as "Phone of Ana".
    public var name: String?
    public var state: LineState
    /// Why it is suspended: empty in every other state. It resumes when the last reason is lifted.
    public var suspensions: Set<SuspensionReason>
    /// How often its state has changed: the sequence of its newest transition.
    public var revision: Int64
    /// The area code that the owner would like, if the inventory has it.
    public let preferredAreaCode: String?
    public var simProfileID: SIMProfileID?
    public var iccid: ICCID?
    public var imsi: IMSI?
    public var msisdn: MSISDN?
    /// Known from the time that the SIM profile is assigned. Whoever has it can install the profile: shown to the owner alone.
    public var activationCode: ActivationCode?
    public let createdAt: Timestamp
    public var activatedAt: Timestamp?
    public var endedAt: Timestamp?

    public init(
        id: LineID, brandID: BrandID, accountID: AccountID, orderID: OrderID? = nil, name: String? = nil, state: LineState = .ordered,
        suspensions: Set<SuspensionReason> = [], revision: Int64 = 1, preferredAreaCode: String? = nil, simProfileID: SIMProfileID? = nil,
        iccid: ICCID? = nil, imsi: IMSI? = nil, msisdn: MSISDN? = nil, activationCode: ActivationCode? = nil, createdAt: Timestamp,
        activatedAt: Timestamp? = nil, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.orderID = orderID
        self.name = name
        self.state = state
        self.suspensions = suspensions
        self.revision = revision
        self.preferredAreaCode = preferredAreaCode
        self.simProfileID = simProfileID
        self.iccid = iccid
        self.imsi = imsi
        self.msisdn = msisdn
        self.activationCode = activationCode
        self.createdAt = createdAt
        self.activatedAt = activatedAt
        self.endedAt = endedAt
    }

    /// The longest name that an owner may give, in characters.
    public static let longestName = 60
}

/// The life of a line: ordered -> provisioning -> active <-> suspended -> ported out or terminated.
public enum LineState: String, CaseIterable, Codable, Sendable {
    case ordered
    /// A SIM profile and a number are being assigned and told to the carrier.
    case provisioning
    case active
    case suspended
    /// Its number has gone to another operator: an end.
    case portedOut = "ported_out"
    case terminated

    public var isEnd: Bool { self == .portedOut || self == .terminated }
}

/// Why a line may not use the network for now.
public enum SuspensionReason: String, CaseIterable, Codable, Sendable {
    /// The owner has lost the device, or it was stolen.
    case lostDevice = "lost_device"
    /// The owner wants a pause.
    case ownerRequest = "owner_request"
    case membershipLapsed = "membership_lapsed"
    case paymentDisputed = "payment_disputed"
    case fraud

    /// Whether the owner may set and lift it; the others are the operator's.
    public var isOwners: Bool { self == .lostDevice || self == .ownerRequest }
}
