import SwiftASN1

/// What the eUICC signs to take a profile. Source: GSMA SGP.22 §5.7.5, annex H.
public struct EUICCSigned2: Hashable, Sendable {
    public let transactionID: TransactionID
    /// A point on the curve, uncompressed: 65 octets.
    public let oneTimeKey: [UInt8]
    /// SHA-256 over SHA-256 of the confirmation code and the transaction id.
    public let confirmationCodeHash: [UInt8]?

    private static let name = "EUICCSigned2"

    public init(transactionID: TransactionID, oneTimeKey: [UInt8], confirmationCodeHash: [UInt8]?) {
        self.transactionID = transactionID
        self.oneTimeKey = oneTimeKey
        self.confirmationCodeHash = confirmationCodeHash
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        transactionID = try fields.transactionID(.context(0))
        oneTimeKey = try fields.octets("euiccOtpk", .oneTimeKey, 65...65)
        confirmationCodeHash = try fields.optionalOctets("hashCc", .octetString, 32...32)
    }

    public var encoded: [UInt8] {
        DERWriter.encode(.sequence) { signed in
            signed.octets(.context(0), transactionID.octets)
            signed.octets(.oneTimeKey, oneTimeKey)
            if let confirmationCodeHash { signed.octets(.octetString, confirmationCodeHash) }
        }
    }
}

/// The eUICC's answer to an offer. Source: GSMA SGP.22 §5.7.5, annex H (tag `BF21`).
public enum PrepareDownloadResponse: Hashable, Sendable {
    public struct OK: Hashable, Sendable {
        public let signed: EUICCSigned2
        /// The octets of `signed`, as they came. The signature is over these and the server's signature with its tag.
        public let signedOctets: [UInt8]
        public let signature: [UInt8]

        public init(signed: EUICCSigned2, signature: [UInt8]) {
            self.signed = signed
            signedOctets = signed.encoded
            self.signature = signature
        }

        init(_ node: ASN1Node) throws(MalformedMessage) {
            var fields = try DERFields(node, "PrepareDownloadResponseOk")
            let signed = try fields.node("euiccSigned2", .sequence)
            self.signed = try EUICCSigned2(signed)
            signedOctets = Array(signed.encodedBytes)
            signature = try fields.octets("euiccSignature2", .signature, 64...64)
        }
    }

    case ok(OK)
    /// `DownloadErrorCode`: 1 certificate, 2 signature, 3 curve, 4 no session, 5 transaction, 127 undefined.
    case error(TransactionID, code: Int)

    private static let tag = ASN1Identifier.context(33)
    private static let name = "PrepareDownloadResponse"

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var choice = try DERFields(octets, Self.tag, Self.name)
        if let ok = choice.optional(.context(0)) {
            self = .ok(try OK(ok))
        } else {
            var error = try choice.fields("downloadResponseError", .context(1))
            self = .error(try error.transactionID(.context(0)), code: try error.integer("downloadErrorCode", .integer))
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
            case .error(let transactionID, let code):
                choice.constructed(.context(1)) { fields in
                    fields.octets(.context(0), transactionID.octets)
                    fields.integer(.integer, code)
                }
            }
        }
    }
}
