import Crypto
import Foundation
import SwiftASN1
import Telecom
import X509

/// A chain of certificates for laboratories: a root, a manufacturer with one eUICC, and an SM-DP+. Phones in the shops trust none of it: they take
/// only what a GSMA certificate issuer has signed. Source: GSMA SGP.22 §4.5.2.1; SGP.14 §4 (certificate profiles).
public struct TestCertificates: Sendable {
    public let issuer: SigningIdentity
    public let manufacturer: SigningIdentity
    public let euicc: SigningIdentity
    public let smdpAuthentication: SigningIdentity
    public let smdpBinding: SigningIdentity
    public let smdpTLS: SigningIdentity
    public let eid: EID

    /// Named by the file that `gorse rsp issue-test-certificates` writes it to.
    public var named: [(name: String, identity: SigningIdentity)] {
        [
            ("ci", issuer), ("eum", manufacturer), ("euicc", euicc), ("dp-auth", smdpAuthentication), ("dp-pb", smdpBinding),
            ("dp-tls", smdpTLS),
        ]
    }

    /// Whom the certificates are for, and how long they are valid.
    public struct Request: Sendable {
        /// The SM-DP+'s host name, without a port.
        public var address: String
        /// The SM-DP+'s object identifier.
        public var smdpOID: ASN1ObjectIdentifier
        public var eid: EID
        public var validFrom: Timestamp
        public var validDays: Int64
        /// The eUICC's certificate, where it shall differ.
        public var euiccValidDays: Int64?

        public init(
            address: String, smdpOID: ASN1ObjectIdentifier, eid: EID, validFrom: Timestamp, validDays: Int64, euiccValidDays: Int64? = nil
        ) {
            self.address = address
            self.smdpOID = smdpOID
            self.eid = eid
            self.validFrom = validFrom
            self.validDays = validDays
            self.euiccValidDays = euiccValidDays
        }
    }

    private static let maker = "Test eUICC manufacturer"

    public init(_ request: Request, randomness: Randomness) throws {
        let factory = Factory(request: request, randomness: randomness)
        eid = request.eid
        let root = try factory.issue(
            .issuer, name: factory.name("Test CI"), by: nil,
            extensions: [
                try factory.critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)),
                try factory.critical(KeyUsage(keyCertSign: true, cRLSign: true)),
            ])
        issuer = root
        manufacturer = try factory.issue(
            .manufacturer, name: factory.name(Self.maker), by: root,
            extensions: [
                try factory.critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0)),
                try factory.critical(KeyUsage(keyCertSign: true, cRLSign: true)),
                try Certificate.Extension(
                    NameConstraints(permittedSubtrees: [
                        .directoryName(try factory.permittedName(organization: Self.maker, eidPrefix: String(request.eid.digits.prefix(8))))
                    ]), critical: true),
            ])
        euicc = try factory.issue(
            .euicc, name: factory.permittedName(organization: Self.maker, eidPrefix: request.eid.digits, commonName: "Test eUICC"),
            by: manufacturer,
            days: request.euiccValidDays, extensions: [try factory.critical(KeyUsage(digitalSignature: true))])
        let oid = GeneralName.registeredID(request.smdpOID)
        func server(_ role: CertificateRole, _ extra: [Certificate.Extension] = [], names: [GeneralName]) throws -> SigningIdentity {
            try factory.issue(
                role, name: factory.name(request.address), by: root,
                extensions: [
                    try factory.critical(KeyUsage(digitalSignature: true)),
                    try Certificate.Extension(SubjectAlternativeNames(names), critical: false),
                ] + extra)
        }
        smdpAuthentication = try server(.smdpAuthentication, names: [oid])
        smdpBinding = try server(.smdpBinding, names: [oid])
        smdpTLS = try server(
            .smdpTLS, [try Certificate.Extension(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: true)],
            names: [.dnsName(request.address), oid])
    }

    /// A list signed by the root, in DER.
    public func revoking(_ certificates: [RSPCertificate], at now: Timestamp) throws -> [UInt8] {
        let digits = now.description.filter(\.isNumber)
        return try RevocationList.issue(
            by: issuer, revoking: certificates.map(\.x509.serialNumber), at: String(digits.dropFirst(2).prefix(12)) + "Z")
    }
}

private struct Factory {
    let request: TestCertificates.Request
    let randomness: Randomness

    func name(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName {
            CountryName("CA")
            OrganizationName(commonName)
            CommonName(commonName)
        }
    }

    func permittedName(organization: String, eidPrefix: String, commonName: String? = nil) throws -> DistinguishedName {
        var parts = [
            RelativeDistinguishedName(
                RelativeDistinguishedName.Attribute(type: .NameAttributes.organizationName, utf8String: organization)),
            RelativeDistinguishedName(
                try RelativeDistinguishedName.Attribute(type: .NameAttributes.serialNumber, printableString: eidPrefix)),
        ]
        if let commonName {
            parts.append(
                RelativeDistinguishedName(RelativeDistinguishedName.Attribute(type: .NameAttributes.commonName, utf8String: commonName)))
        }
        return DistinguishedName(parts)
    }

    func critical(_ constraints: BasicConstraints) throws -> Certificate.Extension {
        try Certificate.Extension(constraints, critical: true)
    }
    func critical(_ usage: KeyUsage) throws -> Certificate.Extension { try Certificate.Extension(usage, critical: true) }

    func issue(
        _ role: CertificateRole, name: DistinguishedName, by issuer: SigningIdentity?, days: Int64? = nil,
        extensions: [Certificate.Extension]
    ) throws -> SigningIdentity {
        let key = P256.Signing.PrivateKey(randomness)
        let signer = issuer?.privateKey ?? key
        var list = [
            Certificate.Extension(
                oid: .certificatePolicies, critical: true,
                value: DERWriter.encode(.sequence) { policies in
                    policies.constructed(.sequence) { $0.objectIdentifier(.objectIdentifier, role.policy) }
                }[...]),
            try Certificate.Extension(SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey)), critical: false),
        ]
        if let issuer {
            list.append(
                try Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: issuer.certificate.keyIdentifier[...]), critical: false))
        }
        var serial = randomness.bytes(16)
        // Positive and without a leading zero. Source: RFC 5280 §4.1.2.2.
        serial[0] = serial[0] & 0x7F | 0x40
        let from = Date(timeIntervalSince1970: Double(request.validFrom.secondsSince1970))
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: serial), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: from, notValidAfter: from.addingTimeInterval(Double(days ?? request.validDays) * 86_400),
            issuer: issuer?.certificate.x509.subject ?? name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions(list + extensions), issuerPrivateKey: Certificate.PrivateKey(signer))
        var serializer = DER.Serializer()
        try certificate.serialize(into: &serializer)
        guard let identity = SigningIdentity(certificate: try RSPCertificate(der: serializer.serializedBytes), privateKey: key) else {
            throw CertificateFault.malformed
        }
        return identity
    }
}

extension P256.Signing.PrivateKey {
    /// Octets that are no key, one set in 2³², are thrown away.
    init(_ randomness: Randomness) {
        while true {
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: randomness.bytes(32)) {
                self = key
                return
            }
        }
    }
}

extension P256.KeyAgreement.PrivateKey {
    /// As above, for a key of one session.
    public init(_ randomness: Randomness) {
        while true {
            if let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: randomness.bytes(32)) {
                self = key
                return
            }
        }
    }
}
