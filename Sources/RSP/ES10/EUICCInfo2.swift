import SwiftASN1

/// What an eUICC can do, signed by it. Source: GSMA SGP.22 §4.3, annex H (EUICCInfo2, tag `BF22`).
public struct EUICCInfo2: Hashable, Sendable {
    /// `UICCCapability`: the bits that an order's eligibility is decided by.
    public struct Capability {
        public static let usim = 1
        public static let milenage = 4
    }

    /// Versions are three octets: major, minor, revision. This one is of the profile package that it can install.
    public var profileVersion: [UInt8]
    public var version: [UInt8]
    public var firmwareVersion: [UInt8]
    public var resources: CardResources
    /// `UICCCapability`, by the number of the bit.
    public var capabilities: Set<Int>
    /// `RspCapability`: 0 another profile fits, 1 revocation lists, 2 remote management, 3 test profiles.
    public var rspCapabilities: Set<Int>
    public var keysForVerification: [[UInt8]]
    public var keysForSigning: [[UInt8]]
    /// `forbiddenProfilePolicyRules`.
    public var forbiddenRules: Set<Int>?
    /// Of the protection profile.
    public var protectionProfileVersion: [UInt8]
    /// Of the site that made it, at most 64 octets.
    public var accreditationNumber: String

    static let tag = ASN1Identifier.context(34)
    private static let name = "EUICCInfo2"

    public init(
        profileVersion: [UInt8], version: [UInt8], firmwareVersion: [UInt8], resources: CardResources, capabilities: Set<Int>,
        rspCapabilities: Set<Int>, keysForVerification: [[UInt8]], keysForSigning: [[UInt8]], forbiddenRules: Set<Int>? = nil,
        protectionProfileVersion: [UInt8], accreditationNumber: String
    ) {
        self.profileVersion = profileVersion
        self.version = version
        self.firmwareVersion = firmwareVersion
        self.resources = resources
        self.capabilities = capabilities
        self.rspCapabilities = rspCapabilities
        self.keysForVerification = keysForVerification
        self.keysForSigning = keysForSigning
        self.forbiddenRules = forbiddenRules
        self.protectionProfileVersion = protectionProfileVersion
        self.accreditationNumber = accreditationNumber
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        profileVersion = try fields.octets("profileVersion", .context(1), 3...3)
        version = try fields.octets("svn", .context(2), 3...3)
        firmwareVersion = try fields.octets("euiccFirmwareVer", .context(3), 3...3)
        resources = try CardResources(decoding: fields.octets("extCardResource", .context(4), 0...64))
        capabilities = try fields.bits("uiccCapability", .context(5))
        _ = try fields.optionalOctets("javacardVersion", .context(6), 3...3)
        _ = try fields.optionalOctets("globalplatformVersion", .context(7), 3...3)
        rspCapabilities = try fields.bits("rspCapability", .context(8))
        keysForVerification = try fields.keyIdentifiers("euiccCiPKIdListForVerification", .context(9))
        keysForSigning = try fields.keyIdentifiers("euiccCiPKIdListForSigning", .context(10))
        if fields.tag == .context(11) { _ = try fields.integer("euiccCategory", .context(11)) }
        forbiddenRules = fields.tag == .context(25) ? try fields.bits("forbiddenProfilePolicyRules", .context(25)) : nil
        protectionProfileVersion = try fields.octets("ppVersion", .octetString, 3...3)
        accreditationNumber = try fields.text("sasAcreditationNumber", .utf8String, 0...64)
    }

    func encode(into writer: inout DERWriter) {
        writer.constructed(Self.tag) { info in
            info.octets(.context(1), profileVersion)
            info.octets(.context(2), version)
            info.octets(.context(3), firmwareVersion)
            info.octets(.context(4), resources.encoded)
            info.bits(.context(5), capabilities)
            info.bits(.context(8), rspCapabilities)
            info.keyIdentifiers(.context(9), keysForVerification)
            info.keyIdentifiers(.context(10), keysForSigning)
            if let forbiddenRules { info.bits(.context(25), forbiddenRules) }
            info.octets(.octetString, protectionProfileVersion)
            info.text(.utf8String, accreditationNumber)
        }
    }
}

/// The memory that is left on a card: data objects `81` applications, `82` octets that keep, `83` octets that do not.
/// Source: ETSI TS 102 226 §8.2.1.7.2.
public struct CardResources: Hashable, Sendable {
    public var applications: Int
    public var nonVolatileOctets: Int
    public var volatileOctets: Int

    public init(applications: Int, nonVolatileOctets: Int, volatileOctets: Int) {
        self.applications = applications
        self.nonVolatileOctets = nonVolatileOctets
        self.volatileOctets = volatileOctets
    }

    init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var values: [UInt8: Int] = [:]
        var rest = octets[...]
        while let tag = rest.popFirst() {
            guard let length = rest.popFirst(), (1...4).contains(length), rest.count >= Int(length) else {
                throw MalformedMessage("EUICCInfo2", "extCardResource", .value)
            }
            values[tag] = rest.prefix(Int(length)).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(Int(length))
        }
        guard let applications = values[0x81], let nonVolatile = values[0x82], let volatile = values[0x83] else {
            throw MalformedMessage("EUICCInfo2", "extCardResource", .missing)
        }
        self.init(applications: applications, nonVolatileOctets: nonVolatile, volatileOctets: volatile)
    }

    var encoded: [UInt8] {
        [(0x81, applications, 1), (0x82, nonVolatileOctets, 4), (0x83, volatileOctets, 2)].flatMap { tag, value, length in
            [tag, UInt8(length)] + (0..<length).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
    }
}
