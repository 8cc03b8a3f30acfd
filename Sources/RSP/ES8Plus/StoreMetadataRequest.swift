import SwiftASN1
import Telecom

/// What the person sees of a profile before and after it is installed. Source: GSMA SGP.22 §5.5.3, annex H (tag `BF25`).
public struct StoreMetadataRequest: Hashable, Sendable {
    public struct Icon: Hashable, Sendable {
        public enum Kind: Int, Hashable, Sendable { case jpg = 0, png = 1 }
        public let kind: Kind
        /// 64 × 64 pixels, at most 1024 octets.
        public let octets: [UInt8]

        public init?(kind: Kind, octets: [UInt8]) {
            guard octets.count <= 1024 else { return nil }
            self.kind = kind
            self.octets = octets
        }
    }

    public enum ProfileClass: Int, Hashable, Sendable { case test = 0, provisioning = 1, operational = 2 }

    public let iccid: ICCID
    /// At most 32 octets of UTF-8.
    public let serviceProviderName: String
    /// At most 64 octets of UTF-8.
    public let profileName: String
    public let icon: Icon?
    public let profileClass: ProfileClass
    /// The events that the eUICC shall tell of, and whom.
    public let notifications: [NotificationEvent: String]
    public let owner: PLMN?

    static let tag = ASN1Identifier.context(37)
    private static let name = "StoreMetadataRequest"

    /// `nil` when a name is too long.
    public init?(
        iccid: ICCID, serviceProviderName: String, profileName: String, icon: Icon? = nil, profileClass: ProfileClass = .operational,
        notifications: [NotificationEvent: String], owner: PLMN?
    ) {
        guard serviceProviderName.utf8.count <= 32, profileName.utf8.count <= 64 else { return nil }
        self.iccid = iccid
        self.serviceProviderName = serviceProviderName
        self.profileName = profileName
        self.icon = icon
        self.profileClass = profileClass
        self.notifications = notifications
        self.owner = owner
    }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, Self.tag, Self.name)
        guard let iccid = try fields.optionalICCID() else { throw MalformedMessage(Self.name, "iccid", .missing) }
        self.iccid = iccid
        serviceProviderName = try fields.text("serviceProviderName", .context(17), 0...32)
        profileName = try fields.text("profileName", .context(18), 0...64)
        var kind: Icon.Kind?
        if fields.tag == .context(19) {
            kind = Icon.Kind(rawValue: try fields.integer("iconType", .context(19)))
            guard kind != nil else { throw MalformedMessage(Self.name, "iconType", .value) }
        }
        let picture = try fields.optionalOctets("icon", .context(20), 0...1024)
        guard (kind == nil) == (picture == nil) else { throw MalformedMessage(Self.name, "icon", .value) }
        icon = kind.flatMap { kind in picture.flatMap { Icon(kind: kind, octets: $0) } }
        if fields.tag == .context(21) {
            guard let profileClass = ProfileClass(rawValue: try fields.integer("profileClass", .context(21))) else {
                throw MalformedMessage(Self.name, "profileClass", .value)
            }
            self.profileClass = profileClass
        } else {
            profileClass = .operational
        }
        var notifications: [NotificationEvent: String] = [:]
        if let list = fields.optional(.context(22)) {
            var list = try DERFields(list, "notificationConfigurationInfo")
            for node in try list.all("NotificationConfigurationInformation", .sequence, atMost: 16) {
                var one = try DERFields(node, "NotificationConfigurationInformation")
                let events = try one.bits("profileManagementOperation", .context(0))
                let address = try one.text("notificationAddress", .context(1), 0...255)
                for event in NotificationEvent.allCases where events.contains(event.rawValue) { notifications[event] = address }
            }
        }
        self.notifications = notifications
        if let owner = fields.optional(.context(23)) {
            var operatorID = try DERFields(owner, "OperatorID")
            guard let plmn = PLMN(octets: try operatorID.octets("mccMnc", .context(0), 3...3)) else {
                throw MalformedMessage("OperatorID", "mccMnc", .value)
            }
            self.owner = plmn
        } else {
            owner = nil
        }
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { metadata in
            metadata.octets(.iccid, iccid.octets)
            metadata.text(.context(17), serviceProviderName)
            metadata.text(.context(18), profileName)
            if let icon {
                metadata.integer(.context(19), icon.kind.rawValue)
                metadata.octets(.context(20), icon.octets)
            }
            if profileClass != .operational { metadata.integer(.context(21), profileClass.rawValue) }
            if !notifications.isEmpty {
                metadata.constructed(.context(22)) { list in
                    for (event, address) in notifications.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                        list.constructed(.sequence) { one in
                            one.bits(.context(0), [event.rawValue])
                            one.text(.context(1), address)
                        }
                    }
                }
            }
            if let owner { metadata.constructed(.context(23)) { $0.octets(.context(0), owner.octets) } }
        }
    }
}
