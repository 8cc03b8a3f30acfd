import SwiftASN1
import Telecom

/// What happened to a profile. Source: GSMA SGP.22 §4.1.1, annex H (NotificationEvent).
public enum NotificationEvent: Int, Hashable, Sendable, CaseIterable {
    case install = 0
    case enable = 1
    case disable = 2
    case delete = 3
}

/// Source: GSMA SGP.22 annex H (NotificationMetadata, tag `BF2F`).
public struct NotificationMetadata: Hashable, Sendable {
    /// Each eUICC counts on its own.
    public let sequenceNumber: Int
    public let event: NotificationEvent
    /// Whom it is for.
    public let address: String
    public let iccid: ICCID?

    static let tag = ASN1Identifier.context(47)
    private static let name = "NotificationMetadata"

    public init(sequenceNumber: Int, event: NotificationEvent, address: String, iccid: ICCID?) {
        self.sequenceNumber = sequenceNumber
        self.event = event
        self.address = address
        self.iccid = iccid
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        sequenceNumber = try fields.integer("seqNumber", .context(0))
        let events = try fields.bits("profileManagementOperation", .context(1))
        guard sequenceNumber >= 0 else { throw MalformedMessage(Self.name, "seqNumber", .value) }
        guard events.count == 1, let event = events.first.flatMap(NotificationEvent.init(rawValue:)) else {
            throw MalformedMessage(Self.name, "profileManagementOperation", .value)
        }
        self.event = event
        address = try fields.text("notificationAddress", .utf8String, 0...255)
        iccid = try fields.optionalICCID()
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { metadata in
            metadata.integer(.context(0), sequenceNumber)
            metadata.bits(.context(1), [event.rawValue])
            metadata.text(.utf8String, address)
            if let iccid { metadata.octets(.iccid, iccid.octets) }
        }
    }
}

extension DERFields {
    mutating func optionalICCID() throws(MalformedMessage) -> ICCID? {
        guard let octets = try optionalOctets("iccid", .iccid, 10...10) else { return nil }
        guard let iccid = ICCID(octets: octets) else { throw MalformedMessage(structure, "iccid", .value) }
        return iccid
    }
}

/// How the installation of a profile ended, signed by the eUICC. Source: GSMA SGP.22 §2.5.6, annex H (tag `BF37`).
public struct ProfileInstallationResult: Hashable, Sendable {
    public enum Final: Hashable, Sendable {
        /// The application that now holds the profile.
        case success(aid: [UInt8], responses: [UInt8])
        /// `command`: 0 secure channel, 1 ISD-P, 2 and 3 metadata, 4 keys, 5 profile elements. `reason`: see `ErrorReason` of the standard.
        case error(command: Int, reason: Int, responses: [UInt8]?)
    }

    public let transactionID: TransactionID
    public let metadata: NotificationMetadata
    public let smdpOID: ASN1ObjectIdentifier?
    public let final: Final
    public let signedOctets: [UInt8]
    public let signature: [UInt8]

    static let tag = ASN1Identifier.context(55)
    private static let name = "ProfileInstallationResultData"

    public init(
        transactionID: TransactionID, metadata: NotificationMetadata, smdpOID: ASN1ObjectIdentifier, final: Final,
        sign: ([UInt8]) -> [UInt8]
    ) {
        self.transactionID = transactionID
        self.metadata = metadata
        self.smdpOID = smdpOID
        self.final = final
        signedOctets = DERWriter.encode(.context(39)) { data in
            data.octets(.context(0), transactionID.octets)
            data.encoded(metadata.encoded)
            data.objectIdentifier(.objectIdentifier, smdpOID)
            data.constructed(.context(2)) { choice in
                switch final {
                case .success(let aid, let responses):
                    choice.constructed(.context(0)) { success in
                        success.octets(.aid, aid)
                        success.octets(.octetString, responses)
                    }
                case .error(let command, let reason, let responses):
                    choice.constructed(.context(1)) { error in
                        error.integer(.context(0), command)
                        error.integer(.context(1), reason)
                        if let responses { error.octets(.context(2), responses) }
                    }
                }
            }
        }
        signature = sign(signedOctets)
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, "ProfileInstallationResult")
        let data = try fields.node("profileInstallationResultData", .context(39))
        signedOctets = Array(data.encodedBytes)
        signature = try fields.octets("euiccSignPIR", .signature, 64...64)

        var dataFields = try DERFields(data, Self.name)
        transactionID = try dataFields.transactionID(.context(0))
        metadata = try NotificationMetadata(dataFields.node("notificationMetadata", NotificationMetadata.tag))
        smdpOID = dataFields.tag == .objectIdentifier ? try dataFields.objectIdentifier("smdpOid", .objectIdentifier) : nil
        var choice = try dataFields.fields("finalResult", .context(2))
        if choice.tag == .context(0) {
            var success = try choice.fields("successResult", .context(0))
            final = .success(
                aid: try success.octets("aid", .aid, 5...16), responses: try success.octets("simaResponse", .octetString, 0...4096))
        } else {
            var error = try choice.fields("errorResult", .context(1))
            final = .error(
                command: try error.integer("bppCommandId", .context(0)), reason: try error.integer("errorReason", .context(1)),
                responses: try error.optionalOctets("simaResponse", .context(2), 0...4096))
        }
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { result in
            result.encoded(signedOctets)
            result.octets(.signature, signature)
        }
    }
}

/// That a profile was enabled, disabled or deleted, with the certificates to check it by. Source: GSMA SGP.22 annex H.
public struct OtherSignedNotification: Hashable, Sendable {
    public let metadata: NotificationMetadata
    public let signedOctets: [UInt8]
    public let signature: [UInt8]
    public let euiccCertificate: [UInt8]
    public let eumCertificate: [UInt8]

    public init(metadata: NotificationMetadata, euiccCertificate: [UInt8], eumCertificate: [UInt8], sign: ([UInt8]) -> [UInt8]) {
        self.metadata = metadata
        signedOctets = metadata.encoded
        signature = sign(signedOctets)
        self.euiccCertificate = euiccCertificate
        self.eumCertificate = eumCertificate
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, "OtherSignedNotification")
        let metadata = try fields.node("tbsOtherNotification", NotificationMetadata.tag)
        self.metadata = try NotificationMetadata(metadata)
        signedOctets = Array(metadata.encodedBytes)
        signature = try fields.octets("euiccNotificationSignature", .signature, 64...64)
        euiccCertificate = Array(try fields.node("euiccCertificate", .sequence).encodedBytes)
        eumCertificate = Array(try fields.node("eumCertificate", .sequence).encodedBytes)
    }

    public var encoded: [UInt8] {
        DERWriter.encode(.sequence) { fields in
            fields.encoded(signedOctets)
            fields.octets(.signature, signature)
            fields.encoded(euiccCertificate)
            fields.encoded(eumCertificate)
        }
    }
}

/// What a device hands on for an eUICC. Source: GSMA SGP.22 §5.6.4, annex H.
public enum PendingNotification: Hashable, Sendable {
    case installation(ProfileInstallationResult)
    case other(OtherSignedNotification)

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        guard octets.count <= DERFields.longestMessage else { throw MalformedMessage("PendingNotification", nil, .tooLong) }
        guard let node = try? DER.parse(octets) else { throw MalformedMessage("PendingNotification", nil, .notDER) }
        switch node.identifier {
        case ProfileInstallationResult.tag: self = .installation(try ProfileInstallationResult(node))
        case .sequence: self = .other(try OtherSignedNotification(node))
        default: throw MalformedMessage("PendingNotification", nil, .value)
        }
    }

    public var encoded: [UInt8] {
        switch self {
        case .installation(let result): result.encoded
        case .other(let notification): notification.encoded
        }
    }
}
