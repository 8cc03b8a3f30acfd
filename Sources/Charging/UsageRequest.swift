import Telecom

/// A gateway's credit-control request: what was used since the last one and what is wanted next. One for all gateways: Gy and its
/// JSON twin both become this. Source: RFC 8506 §3.1; 3GPP TS 32.299 §6.4.
public struct UsageRequest: Hashable, Sendable {
    public enum Kind: UInt8, Sendable {
        case initial = 1
        case update, termination
        /// One-time event: the units are debited at once (RFC 8506 §6.3, direct debiting).
        case event
        /// Puts back what this session was debited (RFC 8506 §6.4): the units asked for, or all.
        case refund
    }

    /// What one rating group used and wants.
    public struct Item: Hashable, Sendable {
        /// `nil` where the gateway names none.
        public let ratingGroup: UInt32?
        public let unit: ChargingUnit
        public let requested: RequestedUnits
        public let used: UsedUnits?

        public init(ratingGroup: UInt32?, unit: ChargingUnit = .octets, requested: RequestedUnits, used: UsedUnits? = nil) {
            self.ratingGroup = ratingGroup
            self.unit = unit
            self.requested = requested
            self.used = used
        }
    }

    /// The gateway's name of the session, unique for ever (RFC 6733 §8.8): 1...255 bytes of printable ASCII.
    public let sessionID: String
    /// Counts the requests of a session upwards; with the session it identifies the request for ever.
    public let requestNumber: UInt32
    public let kind: Kind
    public let lineID: LineID
    /// At most `greatestItems`, each pair of rating group and unit once.
    public let items: [Item]
    public let apn: APN?
    /// The country of the visited network.
    public let country: Country?
    /// Where the session's gateway can be reached; `nil` for one that only asks.
    public let gateway: Gateway?
    /// The gateway says that it has sent this before (the Diameter T flag), so the journal is asked first. Never needed for correctness.
    public let isRetransmission: Bool

    public static let greatestItems = 32

    /// What identifies a request for ever.
    public struct Key: Hashable, Sendable {
        public let sessionID: String
        public let requestNumber: UInt32

        public init(sessionID: String, requestNumber: UInt32) {
            self.sessionID = sessionID
            self.requestNumber = requestNumber
        }
    }

    /// Whether a text can name a session: 1...255 bytes of printable ASCII.
    public static func isSessionID(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    public var key: Key { Key(sessionID: sessionID, requestNumber: requestNumber) }

    /// - Throws: what is wrong with the request in itself.
    public init(
        sessionID: String, requestNumber: UInt32, kind: Kind, lineID: LineID, items: [Item], apn: APN? = nil, country: Country? = nil,
        gateway: Gateway? = nil, isRetransmission: Bool = false
    ) throws(UsageRequestError) {
        guard Self.isSessionID(sessionID) else { throw .sessionID }
        guard items.count <= Self.greatestItems else { throw .tooManyItems }
        for (index, item) in items.enumerated() {
            guard !items[..<index].contains(where: { $0.ratingGroup == item.ratingGroup && $0.unit == item.unit }) else {
                throw .repeatedRatingGroup
            }
            if case .units(let count) = item.requested, !(1...ChargingUnit.greatestCount).contains(count) { throw .units }
            if let used = item.used {
                guard [used.input, used.output, used.total].allSatisfy({ (0...ChargingUnit.greatestCount).contains($0) }),
                    (0...used.total).contains(used.afterChange)
                else { throw .units }
                guard kind != .event && kind != .refund else { throw .usedInEvent }
            }
        }
        self.sessionID = sessionID
        self.requestNumber = requestNumber
        self.kind = kind
        self.lineID = lineID
        self.items = items
        self.apn = apn
        self.country = country
        self.gateway = gateway
        self.isRetransmission = isRetransmission
    }
}

/// A gateway by its Diameter names, so that it can be told when something changes for one of its sessions.
public struct Gateway: Hashable, Sendable {
    /// Origin-Host of its requests.
    public let host: String
    /// Origin-Realm of its requests.
    public let realm: String

    public init(host: String, realm: String) {
        self.host = host
        self.realm = realm
    }
}

/// What a gateway asks for (Requested-Service-Unit).
public enum RequestedUnits: Hashable, Sendable {
    /// It only reports.
    case nothing
    /// The charging decides how much.
    case any
    /// At most so many, above zero.
    case units(Int64)
}

/// What a gateway reports (Used-Service-Unit).
public struct UsedUnits: Hashable, Sendable {
    /// Octets from the subscriber; 0 for other units.
    public let input: Int64
    /// Octets to the subscriber; 0 for other units.
    public let output: Int64
    /// What is charged for.
    public let total: Int64
    /// Of `total`, what was used after the tariff changed (Tariff-Change-Usage); 0 where the gateway does not say.
    public let afterChange: Int64

    /// - Parameter total: `nil` where the gateway reports the directions alone.
    public init(input: Int64 = 0, output: Int64 = 0, total: Int64? = nil, afterChange: Int64 = 0) {
        self.input = input
        self.output = output
        self.total = total ?? input.addingReportingOverflow(output).partialValue
        self.afterChange = afterChange
    }
}

/// Why a usage request is wrong in itself.
public enum UsageRequestError: Error, Hashable, Sendable {
    case sessionID, tooManyItems, repeatedRatingGroup, units, usedInEvent
}
