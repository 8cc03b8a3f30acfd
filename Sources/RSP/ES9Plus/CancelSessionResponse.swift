import SwiftASN1

/// Why a download is given up. Source: GSMA SGP.22 §5.7.14, annex H.
public enum CancelSessionReason: Int, Hashable, Sendable {
    case endUserRejection = 0
    case postponed = 1
    case timeout = 2
    case rulesNotAllowed = 3
}

/// The eUICC's word that a download is given up. Source: GSMA SGP.22 §5.7.14, annex H (tag `BF41`).
public enum CancelSessionResponse: Hashable, Sendable {
    public struct OK: Hashable, Sendable {
        public let transactionID: TransactionID
        /// The SM-DP+'s, from its certificate.
        public let smdpOID: ASN1ObjectIdentifier
        public let reason: CancelSessionReason
        public let signedOctets: [UInt8]
        public let signature: [UInt8]

        public init(transactionID: TransactionID, smdpOID: ASN1ObjectIdentifier, reason: CancelSessionReason, sign: ([UInt8]) -> [UInt8]) {
            self.transactionID = transactionID
            self.smdpOID = smdpOID
            self.reason = reason
            signedOctets = DERWriter.encode(.sequence) { signed in
                signed.octets(.context(0), transactionID.octets)
                signed.objectIdentifier(.context(1), smdpOID)
                signed.integer(.context(2), reason.rawValue)
            }
            signature = sign(signedOctets)
        }

        init(_ node: ASN1Node) throws(MalformedMessage) {
            var fields = try DERFields(node, "CancelSessionResponseOk")
            let signed = try fields.node("euiccCancelSessionSigned", .sequence)
            signedOctets = Array(signed.encodedBytes)
            var signedFields = try DERFields(signed, "EuiccCancelSessionSigned")
            transactionID = try signedFields.transactionID(.context(0))
            smdpOID = try signedFields.objectIdentifier("smdpOid", .context(1))
            guard let reason = CancelSessionReason(rawValue: try signedFields.integer("reason", .context(2))) else {
                throw MalformedMessage("EuiccCancelSessionSigned", "reason", .value)
            }
            self.reason = reason
            signature = try fields.octets("euiccCancelSessionSignature", .signature, 64...64)
        }
    }

    case ok(OK)
    /// 5 transaction, 127 undefined.
    case error(code: Int)

    private static let tag = ASN1Identifier.context(65)
    private static let name = "CancelSessionResponse"

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var choice = try DERFields(octets, Self.tag, Self.name)
        if let ok = choice.optional(.context(0)) {
            self = .ok(try OK(ok))
        } else {
            self = .error(code: try choice.integer("cancelSessionResponseError", .context(1)))
        }
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { choice in
            switch self {
            case .ok(let ok):
                choice.constructed(.context(0)) { fields in
                    fields.encoded(ok.signedOctets)
                    fields.octets(.signature, ok.signature)
                }
            case .error(let code): choice.integer(.context(1), code)
            }
        }
    }
}
