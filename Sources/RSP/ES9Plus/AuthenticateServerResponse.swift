import SwiftASN1

/// What the eUICC signs to prove itself. Source: GSMA SGP.22 §5.7.13, annex H.
public struct EUICCSigned1: Hashable, Sendable {
    public let transactionID: TransactionID
    public let serverAddress: String
    public let serverChallenge: [UInt8]
    public let info: EUICCInfo2
    public let context: CommonAuthenticationContext

    private static let name = "EuiccSigned1"

    public init(
        transactionID: TransactionID, serverAddress: String, serverChallenge: [UInt8], info: EUICCInfo2,
        context: CommonAuthenticationContext
    ) {
        self.transactionID = transactionID
        self.serverAddress = serverAddress
        self.serverChallenge = serverChallenge
        self.info = info
        self.context = context
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        transactionID = try fields.transactionID(.context(0))
        serverAddress = try fields.text("serverAddress", .context(3), 1...255)
        serverChallenge = try fields.octets("serverChallenge", .context(4), 16...16)
        info = try EUICCInfo2(fields.node("euiccInfo2", EUICCInfo2.tag))
        context = try CommonAuthenticationContext(fields.node("ctxParams1", .context(0)))
    }

    public var encoded: [UInt8] {
        DERWriter.encode(.sequence) { signed in
            signed.octets(.context(0), transactionID.octets)
            signed.text(.context(3), serverAddress)
            signed.octets(.context(4), serverChallenge)
            info.encode(into: &signed)
            context.encode(into: &signed)
        }
    }
}

/// The eUICC's answer to the server's proof. Source: GSMA SGP.22 §5.7.13, annex H (tag `BF38`).
public enum AuthenticateServerResponse: Hashable, Sendable {
    public struct OK: Hashable, Sendable {
        public let signed: EUICCSigned1
        /// The octets of `signed` that the signature is over, as they came.
        public let signedOctets: [UInt8]
        /// r and s, 32 octets each.
        public let signature: [UInt8]
        /// X.509 in DER.
        public let euiccCertificate: [UInt8]
        public let eumCertificate: [UInt8]

        public init(signed: EUICCSigned1, signature: [UInt8], euiccCertificate: [UInt8], eumCertificate: [UInt8]) {
            self.signed = signed
            signedOctets = signed.encoded
            self.signature = signature
            self.euiccCertificate = euiccCertificate
            self.eumCertificate = eumCertificate
        }

        init(_ node: ASN1Node) throws(MalformedMessage) {
            var fields = try DERFields(node, "AuthenticateResponseOk")
            let signed = try fields.node("euiccSigned1", .sequence)
            self.signed = try EUICCSigned1(signed)
            signedOctets = Array(signed.encodedBytes)
            signature = try fields.octets("euiccSignature1", .signature, 64...64)
            euiccCertificate = Array(try fields.node("euiccCertificate", .sequence).encodedBytes)
            eumCertificate = Array(try fields.node("eumCertificate", .sequence).encodedBytes)
        }
    }

    case ok(OK)
    /// `AuthenticateErrorCode`: 1 certificate, 2 signature, 3 curve, 4 no session, 5 object identifier, 6 challenge, 7 root key unknown, 127 undefined.
    case error(TransactionID, code: Int)

    private static let tag = ASN1Identifier.context(56)
    private static let name = "AuthenticateServerResponse"

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var choice = try DERFields(octets, Self.tag, Self.name)
        if let ok = choice.optional(.context(0)) {
            self = .ok(try OK(ok))
        } else {
            var error = try choice.fields("authenticateResponseError", .context(1))
            self = .error(try error.transactionID(.context(0)), code: try error.integer("authenticateErrorCode", .integer))
        }
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { choice in
            switch self {
            case .ok(let ok):
                choice.constructed(.context(0)) { fields in
                    fields.encoded(ok.signedOctets)
                    fields.octets(.signature, ok.signature)
                    fields.encoded(ok.euiccCertificate)
                    fields.encoded(ok.eumCertificate)
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
