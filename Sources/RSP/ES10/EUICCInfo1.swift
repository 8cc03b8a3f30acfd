import SwiftASN1

/// What an eUICC tells of itself before it trusts the server. Source: GSMA SGP.22 §4.3, annex H (EUICCInfo1, tag `BF20`).
public struct EUICCInfo1: Hashable, Sendable {
    /// The version of SGP.22 that the eUICC speaks, three octets.
    public var version: [UInt8]
    /// Identifiers of the root keys by which it can check certificates, at most 16.
    public var keysForVerification: [[UInt8]]
    /// Identifiers of the root keys under which it can sign, the preferred first, at most 16.
    public var keysForSigning: [[UInt8]]

    static let tag = ASN1Identifier.context(32)
    private static let name = "EUICCInfo1"

    public init(version: [UInt8], keysForVerification: [[UInt8]], keysForSigning: [[UInt8]]) {
        self.version = version
        self.keysForVerification = keysForVerification
        self.keysForSigning = keysForSigning
    }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, Self.tag, Self.name)
        version = try fields.octets("svn", .context(2), 3...3)
        keysForVerification = try fields.keyIdentifiers("euiccCiPKIdListForVerification", .context(9))
        keysForSigning = try fields.keyIdentifiers("euiccCiPKIdListForSigning", .context(10))
    }

    public var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { info in
            info.octets(.context(2), version)
            info.keyIdentifiers(.context(9), keysForVerification)
            info.keyIdentifiers(.context(10), keysForSigning)
        }
    }
}

extension DERFields {
    mutating func keyIdentifiers(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> [[UInt8]] {
        var list = try fields(field, tag)
        var identifiers: [[UInt8]] = []
        while !list.isEmpty {
            guard identifiers.count < 16 else { throw MalformedMessage(structure, field, .tooLong) }
            identifiers.append(try list.octets("SubjectKeyIdentifier", .octetString, 1...64))
        }
        return identifiers
    }
}

extension DERWriter {
    mutating func keyIdentifiers(_ tag: ASN1Identifier, _ identifiers: [[UInt8]]) {
        constructed(tag) { list in for identifier in identifiers { list.octets(.octetString, identifier) } }
    }
}
