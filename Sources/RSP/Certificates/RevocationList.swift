import Crypto
import SwiftASN1
import X509

/// The certificates that an issuer has taken back. Source: GSMA SGP.22 §4.5.2.2; RFC 5280 §5.1.
public struct RevocationList: Hashable, Sendable {
    public static let longest = 1 << 20

    public let issuer: DistinguishedName
    private let serialNumbers: Set<[UInt8]>
    private let signedOctets: [UInt8]
    private let signature: [UInt8]

    public init(der: [UInt8]) throws(MalformedMessage) {
        let name = "CertificateList"
        var fields = try DERFields(der, .sequence, name, longest: Self.longest)
        let signed = try fields.node("tbsCertList", .sequence)
        try Self.requireECDSA(&fields, "signatureAlgorithm")
        let bits = try fields.octets("signatureValue", .bitString, 9...80)
        guard bits[0] == 0 else { throw MalformedMessage(name, "signatureValue", .value) }
        signature = Array(bits.dropFirst())
        signedOctets = Array(signed.encodedBytes)

        var list = try DERFields(signed, "TBSCertList")
        if list.tag == .integer, try list.integer("version", .integer) != 1 { throw MalformedMessage("TBSCertList", "version", .value) }
        try Self.requireECDSA(&list, "signature")
        let issuerNode = try list.node("issuer", .sequence)
        guard let issuer = try? DistinguishedName(derEncoded: issuerNode) else { throw MalformedMessage("TBSCertList", "issuer", .value) }
        self.issuer = issuer
        guard list.optional(.utcTime) ?? list.optional(.generalizedTime) != nil else {
            throw MalformedMessage("TBSCertList", "thisUpdate", .missing)
        }
        _ = list.optional(.utcTime) ?? list.optional(.generalizedTime)
        var serialNumbers: Set<[UInt8]> = []
        if let revoked = list.optional(.sequence) {
            var entries = try DERFields(revoked, "revokedCertificates")
            while !entries.isEmpty {
                var entry = try entries.fields("revokedCertificate", .sequence)
                serialNumbers.insert(Self.significant(try entry.octets("userCertificate", .integer, 1...64)))
            }
        }
        self.serialNumbers = serialNumbers
    }

    public func contains(_ serialNumber: Certificate.SerialNumber) -> Bool {
        serialNumbers.contains(Self.significant(Array(serialNumber.bytes)))
    }

    func isSigned(by key: P256.Signing.PublicKey) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: signedOctets)
    }

    private static func requireECDSA(_ fields: inout DERFields, _ field: String) throws(MalformedMessage) {
        var algorithm = try fields.fields(field, .sequence)
        guard try algorithm.objectIdentifier("algorithm", .objectIdentifier) == .ecdsaWithSHA256 else {
            throw MalformedMessage("CertificateList", field, .value)
        }
    }

    private static func significant(_ octets: [UInt8]) -> [UInt8] { Array(octets.drop { $0 == 0 }) }

    /// For a test issuer.
    static func issue(by issuer: SigningIdentity, revoking serialNumbers: [Certificate.SerialNumber], at date: String) throws -> [UInt8] {
        var name = DER.Serializer()
        try issuer.certificate.x509.subject.serialize(into: &name)
        func algorithm(_ writer: inout DERWriter) {
            writer.constructed(.sequence) { $0.objectIdentifier(.objectIdentifier, .ecdsaWithSHA256) }
        }
        let signed = DERWriter.encode(.sequence) { list in
            list.integer(.integer, 1)
            algorithm(&list)
            list.encoded(name.serializedBytes)
            list.text(.utcTime, date)
            if !serialNumbers.isEmpty {
                list.constructed(.sequence) { entries in
                    for number in serialNumbers {
                        entries.constructed(.sequence) { entry in
                            entry.octets(.integer, unsigned(Array(number.bytes)))
                            entry.text(.utcTime, date)
                        }
                    }
                }
            }
        }
        let signature = try issuer.privateKey.signature(for: signed).derRepresentation
        return DERWriter.encode(.sequence) { list in
            list.encoded(signed)
            algorithm(&list)
            list.octets(.bitString, [0] + signature)
        }
    }

    private static func unsigned(_ octets: [UInt8]) -> [UInt8] { (octets.first ?? 0) >= 0x80 ? [0] + octets : octets }
}
