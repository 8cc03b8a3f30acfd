import SwiftASN1
import Telecom

/// The record of a charging function, as it goes to whoever bills: those fields of `ChargingRecord` that an online charging system knows.
/// Source: 3GPP TS 32.298 §5.2.5.2 (CHFChargingDataTypes, release 17), IMPLICIT TAGS.
///
/// A packet gateway's own record (PGWRecord) cannot be made here: it demands addresses of the gateway and the serving node, the charging
/// identifier and charging characteristics, which a gateway does not have to tell an online charging system.
public struct CHFRecord: Hashable, Sendable {
    /// `SubscriptionID`, §5.2.2.2.
    public enum Subscriber: Hashable, Sendable {
        case msisdn(MSISDN)
        case imsi(IMSI)
    }

    /// `NetworkFunctionality`: what kind of node asked.
    public enum Functionality: Int64, Hashable, Sendable {
        /// An SMSF, or who else charges messages.
        case messages = 3
        /// A packet gateway (PGW-C + SMF).
        case packetGateway = 9
        /// A node of the IP multimedia subsystem.
        case multimedia = 14
    }

    /// `CauseForRecClosing`, §5.1.2.2.
    public enum Closing: Int64, Hashable, Sendable {
        case normalRelease = 0
        case abnormalRelease = 4
        case timeLimit = 17
        case maxChangeCond = 19
    }

    /// `UsedUnitContainer`: one report of one rating group.
    public struct Container: Hashable, Sendable {
        public enum Units: Hashable, Sendable {
            case octets(total: Int64, uplink: Int64, downlink: Int64)
            case seconds(Int64)
            case serviceSpecific(Int64)
        }

        public let units: Units
        public let reportedAt: Timestamp
        /// `localSequenceNumber`.
        public let number: UInt32

        public init(units: Units, reportedAt: Timestamp, number: UInt32) {
            self.units = units
            self.reportedAt = reportedAt
            self.number = number
        }
    }

    /// `MultipleUnitUsage`: the reports of a rating group.
    public struct UnitUsage: Hashable, Sendable {
        public let ratingGroup: UInt32
        public var containers: [Container]

        public init(ratingGroup: UInt32, containers: [Container]) {
            self.ratingGroup = ratingGroup
            self.containers = containers
        }
    }

    /// Who made the record, 1...36 characters of ASCII.
    public let node: String
    public let subscriber: Subscriber?
    public let functionality: Functionality
    /// The host name of the node that asked.
    public let consumer: String?
    public let usage: [UnitUsage]
    public let openedAt: Timestamp
    public let closedAt: Timestamp
    /// Within the session; `nil` for a session of one record.
    public let sequenceNumber: Int?
    public let closing: Closing
    public let sessionID: String

    public init(
        node: String, subscriber: Subscriber?, functionality: Functionality, consumer: String?, usage: [UnitUsage], openedAt: Timestamp,
        closedAt: Timestamp, sequenceNumber: Int?, closing: Closing, sessionID: String
    ) {
        self.node = node
        self.subscriber = subscriber
        self.functionality = functionality
        self.consumer = consumer
        self.usage = usage
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.sequenceNumber = sequenceNumber
        self.closing = closing
        self.sessionID = sessionID
    }

    /// Whether a text can name the node that makes records: 1...36 characters of printable ASCII.
    public static func isNode(_ text: String) -> Bool {
        (1...36).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// In the Basic Encoding Rules; it is also the distinguished encoding, but for the order of the set, which is that of the tags.
    public var encoded: [UInt8] {
        var writer = BERWriter()
        writer.constructed(200) { record in
            record.integer(0, 200)
            record.text(1, node)
            if let subscriber {
                record.constructed(2) { id in
                    switch subscriber {
                    case .msisdn(let msisdn):
                        id.integer(0, 0)
                        id.text(1, msisdn.digits)
                    case .imsi(let imsi):
                        id.integer(0, 1)
                        id.text(1, imsi.digits)
                    }
                }
            }
            record.constructed(3) { asker in
                asker.integer(0, functionality.rawValue)
                // A choice keeps its own tag inside of the field's.
                if let consumer { asker.constructed(5) { $0.text(1, consumer) } }
            }
            if !usage.isEmpty { record.constructed(5) { list in for part in usage { part.encode(into: &list) } } }
            record.time(6, openedAt)
            record.integer(7, max(0, closedAt.seconds(since: openedAt)))
            if let sequenceNumber { record.integer(8, Int64(sequenceNumber)) }
            record.integer(9, closing.rawValue)
            record.text(16, sessionID)
        }
        return writer.bytes
    }
}

extension CHFRecord.UnitUsage {
    fileprivate func encode(into list: inout BERWriter) {
        list.sequence { usage in
            usage.integer(0, Int64(ratingGroup))
            usage.constructed(1) { containers in
                for container in self.containers { container.encode(into: &containers) }
            }
        }
    }
}

extension CHFRecord.Container {
    fileprivate func encode(into list: inout BERWriter) {
        list.sequence { container in
            if case .seconds(let seconds) = units { container.integer(1, seconds) }
            container.time(3, reportedAt)
            switch units {
            case .octets(let total, let uplink, let downlink):
                container.integer(4, total)
                container.integer(5, uplink)
                container.integer(6, downlink)
            case .serviceSpecific(let count): container.integer(7, count)
            case .seconds: break
            }
            container.integer(9, Int64(number))
        }
    }
}
