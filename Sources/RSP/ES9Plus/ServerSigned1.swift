import SwiftASN1

/// What the server signs to prove itself. Source: GSMA SGP.22 §5.6.1, annex H.
public struct ServerSigned1: Hashable, Sendable {
    public let transactionID: TransactionID
    /// 16 octets each.
    public let euiccChallenge: [UInt8]
    public let serverAddress: String
    public let serverChallenge: [UInt8]

    private static let name = "ServerSigned1"

    public init(transactionID: TransactionID, euiccChallenge: [UInt8], serverAddress: String, serverChallenge: [UInt8]) {
        self.transactionID = transactionID
        self.euiccChallenge = euiccChallenge
        self.serverAddress = serverAddress
        self.serverChallenge = serverChallenge
    }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, .sequence, Self.name)
        transactionID = try fields.transactionID(.context(0))
        euiccChallenge = try fields.octets("euiccChallenge", .context(1), 16...16)
        serverAddress = try fields.text("serverAddress", .context(3), 1...255)
        serverChallenge = try fields.octets("serverChallenge", .context(4), 16...16)
    }

    public var encoded: [UInt8] {
        DERWriter.encode(.sequence) { signed in
            signed.octets(.context(0), transactionID.octets)
            signed.octets(.context(1), euiccChallenge)
            signed.text(.context(3), serverAddress)
            signed.octets(.context(4), serverChallenge)
        }
    }
}

extension DERFields {
    mutating func transactionID(_ tag: ASN1Identifier) throws(MalformedMessage) -> TransactionID {
        guard let id = TransactionID(octets: try octets("transactionId", tag, 1...16)) else {
            throw MalformedMessage(structure, "transactionId", .length)
        }
        return id
    }
}
