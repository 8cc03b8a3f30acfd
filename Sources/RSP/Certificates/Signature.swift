import Crypto
import Foundation
import X509

extension P256.Signing.PublicKey {
    /// Whether r and s, 32 octets each, are a signature of the octets. Source: GSMA SGP.22 §2.6.7.2 (BSI TR-03111).
    func isSignature(_ signature: [UInt8], of octets: [UInt8]) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return isValidSignature(signature, for: octets)
    }

    func isSignature(of certificate: RSPCertificate) -> Bool {
        certificate.x509.signatureAlgorithm == .ecdsaWithSHA256
            && Certificate.PublicKey(self).isValidSignature(certificate.x509.signature, for: certificate.x509)
    }
}

extension RSPCertificate {
    /// Whether r and s, 32 octets each, are a signature of the octets by the key of this certificate. Source: GSMA SGP.22 §2.6.7.2.
    public func isSignature(_ signature: [UInt8], of octets: [UInt8]) -> Bool { publicKey.isSignature(signature, of: octets) }
}

/// A certificate and the private key that belongs to it. The key is not shown when printed.
public struct SigningIdentity: Sendable, CustomStringConvertible {
    public let certificate: RSPCertificate
    public let privateKey: P256.Signing.PrivateKey

    public var description: String { "SigningIdentity(\(certificate.x509.subject))" }

    /// `nil` when the key is not the certificate's.
    public init?(certificate: RSPCertificate, privateKey: P256.Signing.PrivateKey) {
        guard privateKey.publicKey.rawRepresentation == certificate.publicKey.rawRepresentation else { return nil }
        self.certificate = certificate
        self.privateKey = privateKey
    }

    public var certificatePEM: String {
        get throws { try certificate.x509.serializeAsPEM().pemString }
    }

    /// The secret, as PKCS #8.
    public var privateKeyPEM: String { privateKey.pemRepresentation }

    /// r and s, 32 octets each.
    public func sign(_ octets: [UInt8]) -> [UInt8] {
        do { return Array(try privateKey.signature(for: octets).rawRepresentation) } catch {
            preconditionFailure("a key of P-256 signs: \(error)")
        }
    }
}

/// A signature with its tag, as it takes part in what the other side signs. Source: GSMA SGP.22 §5.6.3, §5.7.5.
public func taggedSignature(_ signature: [UInt8]) -> [UInt8] {
    var writer = DERWriter()
    writer.octets(.signature, signature)
    return writer.bytes
}
