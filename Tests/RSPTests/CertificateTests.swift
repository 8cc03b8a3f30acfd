import Crypto
import SwiftASN1
import Telecom
import Testing
import X509

@testable import RSP

@Suite struct CertificateTests {
    private func fault(_ body: () throws -> Void) -> CertificateFault? {
        do {
            try body()
            return nil
        } catch {
            return error as? CertificateFault
        }
    }

    @Test func `Each certificate is of its role and of no other`() throws {
        let certificates = try Laboratory().certificates
        let issuers = try TrustedIssuers([certificates.issuer.certificate])
        let roles: [(SigningIdentity, CertificateRole)] = [
            (certificates.manufacturer, .manufacturer), (certificates.smdpAuthentication, .smdpAuthentication),
            (certificates.smdpBinding, .smdpBinding), (certificates.smdpTLS, .smdpTLS),
        ]
        for (identity, role) in roles {
            for other in CertificateRole.allCases {
                #expect(fault { try issuers.verify(identity.certificate, other, at: Laboratory.start) } == (other == role ? nil : .role))
            }
        }
    }

    @Test func `A certificate is valid from its first second to its last`() throws {
        let certificates = try Laboratory(validDays: 10).certificates
        let issuers = try TrustedIssuers([certificates.issuer.certificate])
        let from = Laboratory.start.adding(days: -1)
        func at(_ time: Timestamp) -> CertificateFault? {
            fault { try issuers.verify(certificates.smdpBinding.certificate, .smdpBinding, at: time) }
        }
        #expect(at(from.adding(seconds: -1)) == .notYetValid)
        #expect(at(from) == nil)
        #expect(at(from.adding(days: 10)) == nil)
        #expect(at(from.adding(days: 10).adding(seconds: 1)) == .expired)
    }

    @Test func `Only a root is trusted as a root, and only by a list that it has signed`() throws {
        let certificates = try Laboratory().certificates
        let other = try Laboratory(seed: 2).certificates
        #expect(fault { _ = try TrustedIssuers([certificates.manufacturer.certificate]) } == .role)
        let list = try RevocationList(der: other.revoking([], at: Laboratory.start))
        #expect(fault { _ = try TrustedIssuers([certificates.issuer.certificate], revocationLists: [list]) } == .unknownIssuer)
    }

    @Test func `A revoked certificate is refused, another is not`() throws {
        let certificates = try Laboratory().certificates
        let list = try RevocationList(der: certificates.revoking([certificates.smdpBinding.certificate], at: Laboratory.start))
        let issuers = try TrustedIssuers([certificates.issuer.certificate], revocationLists: [list])
        #expect(fault { try issuers.verify(certificates.smdpBinding.certificate, .smdpBinding, at: Laboratory.start) } == .revoked)
        #expect(fault { try issuers.verify(certificates.smdpTLS.certificate, .smdpTLS, at: Laboratory.start) } == nil)
    }

    @Test func `A manufacturer cannot make an eUICC of another one`() throws {
        let lab = try Laboratory()
        let key = P256.Signing.PrivateKey()
        let name = DistinguishedName([
            RelativeDistinguishedName(
                RelativeDistinguishedName.Attribute(type: .NameAttributes.organizationName, utf8String: "Test eUICC manufacturer")),
            RelativeDistinguishedName(
                try RelativeDistinguishedName.Attribute(
                    type: .NameAttributes.serialNumber, printableString: "89033023426100000000005792346565")),
        ])
        let model = lab.certificates.euicc.certificate.x509
        var extensions = model.extensions
        extensions.update(try Certificate.Extension(SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey)), critical: false))
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: model.notValidBefore, notValidAfter: model.notValidAfter, issuer: model.issuer, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(lab.certificates.manufacturer.privateKey))
        var serializer = DER.Serializer()
        try certificate.serialize(into: &serializer)
        #expect(throws: EUICCCertificates.Fault.euicc(.name)) {
            try EUICCCertificates(
                euicc: serializer.serializedBytes, manufacturer: lab.certificates.manufacturer.certificate.der,
                trusting: TrustedIssuers([lab.certificates.issuer.certificate]), at: Laboratory.start)
        }
    }

    @Test func `A key that is not the certificate's makes no identity, and none is shown when printed`() throws {
        let certificates = try Laboratory().certificates
        #expect(SigningIdentity(certificate: certificates.euicc.certificate, privateKey: certificates.issuer.privateKey) == nil)
        #expect(!"\(certificates.euicc)".lowercased().contains("privatekey"))
    }

    @Test func `An SM-DP+ does not start with certificates that do not belong together`() throws {
        let one = try Laboratory().certificates
        let other = try Laboratory(seed: 2).certificates
        let issuers = try TrustedIssuers([one.issuer.certificate, other.issuer.certificate])
        func start(_ authentication: SigningIdentity, _ binding: SigningIdentity) -> CertificateFault? {
            fault {
                _ = try SMDPPlus(address: "a", authentication: authentication, binding: binding, issuers: issuers, at: Laboratory.start)
            }
        }
        #expect(start(one.smdpAuthentication, one.smdpBinding) == nil)
        #expect(start(one.smdpAuthentication, other.smdpBinding) == .unknownIssuer)
        #expect(start(one.smdpBinding, one.smdpBinding) == .role)
    }
}
