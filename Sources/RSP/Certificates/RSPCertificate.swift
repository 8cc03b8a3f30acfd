import Crypto
import SwiftASN1
import X509

/// Why a certificate is not trusted.
public enum CertificateFault: Error, Hashable, Sendable {
    case malformed
    /// Another curve than P-256. No library that this project keeps gives brainpoolP256r1 to Swift.
    case unsupportedCurve
    /// Nobody whom we trust has issued it.
    case unknownIssuer
    case signature
    case notYetValid
    case expired
    case revoked
    /// Its policy names another role.
    case role
    case keyUsage
    /// Its issuer may not issue it: no authority, or too deep.
    case issuerConstraints
    /// Its name is not one that the manufacturer's certificate permits.
    case name
    /// An extension that must be understood and is not.
    case criticalExtension
}

/// A certificate and what remote SIM provisioning reads in it. Source: GSMA SGP.22 §4.5.2; RFC 5280.
public struct RSPCertificate: Hashable, Sendable {
    public static let longest = 4096

    public let der: [UInt8]
    public let x509: Certificate
    public let publicKey: P256.Signing.PublicKey
    /// Names its key, for those whom it issued.
    public let keyIdentifier: [UInt8]
    let issuerKeyIdentifier: [UInt8]?

    public init(der: [UInt8]) throws(CertificateFault) {
        guard der.count <= Self.longest, Self.isSignatureOfWholeOctets(der) else { throw .malformed }
        let x509: Certificate
        do { x509 = try Certificate(derEncoded: der) } catch let error as CertificateError
            where error.code == .unsupportedPublicKeyAlgorithm
        {
            throw .unsupportedCurve
        } catch {
            throw .malformed
        }
        guard let publicKey = P256.Signing.PublicKey(x509.publicKey) else { throw .unsupportedCurve }
        guard let identifier = try? x509.extensions.subjectKeyIdentifier else { throw .malformed }
        self.der = der
        self.x509 = x509
        self.publicKey = publicKey
        keyIdentifier = Array(identifier.keyIdentifier)
        issuerKeyIdentifier = (try? x509.extensions.authorityKeyIdentifier)?.keyIdentifier.map(Array.init)
    }

    /// The parser lets a signature's last bits be unused, which would give one certificate two encodings.
    private static func isSignatureOfWholeOctets(_ der: [UInt8]) -> Bool {
        guard let node = try? DER.parse(der), case .constructed(let parts) = node.content, let last = Array(parts).last,
            case .primitive(let bits) = last.content
        else { return false }
        return bits.first == 0
    }

    public static func == (a: RSPCertificate, b: RSPCertificate) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// The first value of an attribute of the subject.
    func subject(_ attribute: ASN1ObjectIdentifier) -> String? {
        x509.subject.lazy.flatMap { $0 }.first { $0.type == attribute }.flatMap { String($0.value) }
    }

    /// The object identifier that names an SM-DP+ or a manufacturer.
    public var registeredID: ASN1ObjectIdentifier? {
        guard let names = try? x509.extensions.subjectAlternativeNames else { return nil }
        for case .registeredID(let id) in names { return id }
        return nil
    }

    func hasPolicy(_ policy: ASN1ObjectIdentifier) -> Bool {
        guard let value = x509.extensions[oid: .certificatePolicies]?.value, let node = try? DER.parse(value),
            case .constructed(let policies) = node.content
        else { return false }
        return policies.contains { one in
            guard case .constructed(let fields) = one.content, let first = fields.first(where: { _ in true }) else { return false }
            return (try? ASN1ObjectIdentifier(derEncoded: first)) == policy
        }
    }
}

extension ASN1ObjectIdentifier {
    static let certificatePolicies: ASN1ObjectIdentifier = [2, 5, 29, 32]
    static let crlDistributionPoints: ASN1ObjectIdentifier = [2, 5, 29, 31]
    static let keyUsage: ASN1ObjectIdentifier = [2, 5, 29, 15]
    static let subjectAlternativeName: ASN1ObjectIdentifier = [2, 5, 29, 17]
    static let basicConstraints: ASN1ObjectIdentifier = [2, 5, 29, 19]
    static let nameConstraints: ASN1ObjectIdentifier = [2, 5, 29, 30]
    static let extendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37]
    static let ecdsaWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 2]
}
