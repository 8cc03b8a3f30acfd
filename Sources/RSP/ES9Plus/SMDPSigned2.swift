import SwiftASN1

/// What the SM-DP+ signs to offer a profile. Source: GSMA SGP.22 §5.6.3, annex H.
public struct SMDPSigned2: Hashable, Sendable {
    public let transactionID: TransactionID
    public let confirmationCodeRequired: Bool
    /// The one-time key of an earlier try that a bound package is kept for; this server binds anew each time and sends none.
    public let boundOneTimeKey: [UInt8]?

    private static let name = "SmdpSigned2"

    public init(transactionID: TransactionID, confirmationCodeRequired: Bool, boundOneTimeKey: [UInt8]? = nil) {
        self.transactionID = transactionID
        self.confirmationCodeRequired = confirmationCodeRequired
        self.boundOneTimeKey = boundOneTimeKey
    }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, .sequence, Self.name)
        transactionID = try fields.transactionID(.context(0))
        confirmationCodeRequired = try fields.flag("ccRequiredFlag", .boolean)
        boundOneTimeKey = try fields.optionalOctets("bppEuiccOtpk", .oneTimeKey, 65...65)
    }

    public var encoded: [UInt8] {
        DERWriter.encode(.sequence) { signed in
            signed.octets(.context(0), transactionID.octets)
            signed.flag(.boolean, confirmationCodeRequired)
            if let boundOneTimeKey { signed.octets(.oneTimeKey, boundOneTimeKey) }
        }
    }
}
