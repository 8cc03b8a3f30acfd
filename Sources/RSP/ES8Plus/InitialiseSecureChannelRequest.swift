import SwiftASN1

/// Opens the channel in which a bound profile package comes. Source: GSMA SGP.22 §5.5.1, annex H (tag `BF23`).
public struct InitialiseSecureChannelRequest: Hashable, Sendable {
    /// `installBoundProfilePackage`, the only operation that the standard knows.
    private static let install = 1
    /// AES. Source: GlobalPlatform Card Specification 2.3 table 11-16.
    public static let keyType: UInt8 = 0x88
    public static let keyLength: UInt8 = 16

    public let transactionID: TransactionID
    /// 1 to 16 octets that take part in the keys.
    public let hostID: [UInt8]
    /// The SM-DP+'s one-time key, 65 octets.
    public let oneTimeKey: [UInt8]
    public let signature: [UInt8]

    static let tag = ASN1Identifier.context(35)
    private static let name = "InitialiseSecureChannelRequest"

    public init(transactionID: TransactionID, hostID: [UInt8], oneTimeKey: [UInt8], euiccOneTimeKey: [UInt8], sign: ([UInt8]) -> [UInt8]) {
        self.transactionID = transactionID
        self.hostID = hostID
        self.oneTimeKey = oneTimeKey
        var fields = DERWriter()
        Self.encodeSigned(transactionID, hostID, oneTimeKey, into: &fields)
        fields.octets(.oneTimeKey, euiccOneTimeKey)
        signature = sign(fields.bytes)
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        guard try fields.integer("remoteOpId", .context(2)) == Self.install else { throw MalformedMessage(Self.name, "remoteOpId", .value) }
        transactionID = try fields.transactionID(.context(0))
        var template = try fields.fields("controlRefTemplate", .context(6))
        guard try template.octets("keyType", .context(0), 1...1) == [Self.keyType] else {
            throw MalformedMessage("ControlRefTemplate", "keyType", .value)
        }
        guard try template.octets("keyLen", .context(1), 1...1) == [Self.keyLength] else {
            throw MalformedMessage("ControlRefTemplate", "keyLen", .value)
        }
        hostID = try template.octets("hostId", .context(4), 1...16)
        oneTimeKey = try fields.octets("smdpOtpk", .oneTimeKey, 65...65)
        signature = try fields.octets("smdpSign", .signature, 64...64)
    }

    /// What the signature is over: the fields before it and the eUICC's one-time key.
    public func signedOctets(euiccOneTimeKey: [UInt8]) -> [UInt8] {
        var fields = DERWriter()
        Self.encodeSigned(transactionID, hostID, oneTimeKey, into: &fields)
        fields.octets(.oneTimeKey, euiccOneTimeKey)
        return fields.bytes
    }

    var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { request in
            Self.encodeSigned(transactionID, hostID, oneTimeKey, into: &request)
            request.octets(.signature, signature)
        }
    }

    private static func encodeSigned(_ transactionID: TransactionID, _ hostID: [UInt8], _ oneTimeKey: [UInt8], into fields: inout DERWriter)
    {
        fields.integer(.context(2), install)
        fields.octets(.context(0), transactionID.octets)
        fields.constructed(.context(6)) { template in
            template.octets(.context(0), [keyType])
            template.octets(.context(1), [keyLength])
            template.octets(.context(4), hostID)
        }
        fields.octets(.oneTimeKey, oneTimeKey)
    }
}
