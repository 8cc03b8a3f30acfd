import Foundation
import SwiftASN1
import Telecom
import X509

/// The roots that are trusted, and what each has revoked. Source: GSMA SGP.22 §4.5.2.2.
public struct TrustedIssuers: Hashable, Sendable {
    private let roots: [[UInt8]: RSPCertificate]
    private let revocationLists: [[UInt8]: RevocationList]

    /// - Throws: when a root is not one that may be trusted, or a list is not signed by one of the roots.
    public init(_ certificates: [RSPCertificate], revocationLists: [RevocationList] = []) throws(CertificateFault) {
        var roots: [[UInt8]: RSPCertificate] = [:]
        for root in certificates {
            try root.checkContent(.issuer)
            guard root.publicKey.isSignature(of: root) else { throw .signature }
            roots[root.keyIdentifier] = root
        }
        var lists: [[UInt8]: RevocationList] = [:]
        for list in revocationLists {
            guard let root = roots.values.first(where: { $0.x509.subject == list.issuer && list.isSigned(by: $0.publicKey) }) else {
                throw .unknownIssuer
            }
            lists[root.keyIdentifier] = list
        }
        self.roots = roots
        self.revocationLists = lists
    }

    public func root(_ keyIdentifier: [UInt8]) -> RSPCertificate? { roots[keyIdentifier] }
    public var keyIdentifiers: [[UInt8]] { roots.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// Checks a certificate that a root has issued itself.
    public func verify(_ certificate: RSPCertificate, _ role: CertificateRole, at now: Timestamp) throws(CertificateFault) {
        guard let root = certificate.issuerKeyIdentifier.flatMap({ roots[$0] }) else { throw .unknownIssuer }
        try root.checkValidity(at: now)
        try certificate.check(role, issuedBy: root, at: now)
        guard revocationLists[root.keyIdentifier]?.contains(certificate.x509.serialNumber) != true else { throw .revoked }
    }
}

extension RSPCertificate {
    /// Checks all but revocation: who issued it, when it is valid, and what it says.
    func check(_ role: CertificateRole, issuedBy issuer: RSPCertificate, at now: Timestamp) throws(CertificateFault) {
        guard x509.issuer == issuer.x509.subject, issuerKeyIdentifier == issuer.keyIdentifier else { throw .unknownIssuer }
        guard issuer.publicKey.isSignature(of: self) else { throw .signature }
        try checkContent(role)
        try checkValidity(at: now)
        guard case .isCertificateAuthority(let depth) = try? issuer.x509.extensions.basicConstraints else { throw .issuerConstraints }
        if role.isAuthority, let depth, depth < 1 { throw .issuerConstraints }
    }

    func checkValidity(at now: Timestamp) throws(CertificateFault) {
        let date = Date(timeIntervalSince1970: Double(now.microsecondsSince1970) / 1_000_000)
        guard date >= x509.notValidBefore else { throw .notYetValid }
        guard date <= x509.notValidAfter else { throw .expired }
    }

    /// Source: GSMA SGP.22 §4.5.2.1.1 (extensions of each certificate).
    func checkContent(_ role: CertificateRole) throws(CertificateFault) {
        let understood: Set<ASN1ObjectIdentifier> = [
            .certificatePolicies, .crlDistributionPoints, .keyUsage, .subjectAlternativeName, .basicConstraints, .nameConstraints,
            .extendedKeyUsage,
        ]
        guard x509.extensions.allSatisfy({ !$0.critical || understood.contains($0.oid) }) else { throw .criticalExtension }
        guard hasPolicy(role.policy) else { throw .role }
        guard let usage = try? x509.extensions.keyUsage else { throw .keyUsage }
        guard role.isAuthority ? usage.keyCertSign : usage.digitalSignature else { throw .keyUsage }
        let constraints = try? x509.extensions.basicConstraints
        switch constraints {
        case .isCertificateAuthority: guard role.isAuthority else { throw .role }
        case .notCertificateAuthority, nil: guard !role.isAuthority else { throw .issuerConstraints }
        }
    }
}

/// An eUICC that has shown its certificates.
public struct EUICCCertificates: Hashable, Sendable {
    public let euicc: RSPCertificate
    public let manufacturer: RSPCertificate
    public let eid: EID

    /// Which of the two is not trusted.
    public enum Fault: Error, Hashable, Sendable {
        case euicc(CertificateFault)
        case manufacturer(CertificateFault)
    }

    /// Checks the chain from a root over the manufacturer to the eUICC. Source: GSMA SGP.22 §4.5.2.1, §5.6.3.
    public init(euicc euiccDER: [UInt8], manufacturer manufacturerDER: [UInt8], trusting issuers: TrustedIssuers, at now: Timestamp)
        throws(Fault)
    {
        do {
            manufacturer = try RSPCertificate(der: manufacturerDER)
            try issuers.verify(manufacturer, .manufacturer, at: now)
        } catch {
            throw .manufacturer(error)
        }
        do {
            euicc = try RSPCertificate(der: euiccDER)
            try euicc.check(.euicc, issuedBy: manufacturer, at: now)
            guard let eid = euicc.subject(.NameAttributes.serialNumber).flatMap(EID.init), try manufacturer.permits(euicc) else {
                throw CertificateFault.name
            }
            self.eid = eid
        } catch let error as CertificateFault {
            throw .euicc(error)
        } catch {
            throw .euicc(.malformed)
        }
    }
}

extension RSPCertificate {
    /// A manufacturer names its eUICCs by its own organisation and by EIDs that begin with its issuer number: its certificate says which,
    /// as a permitted subtree with these two attributes. Source: GSMA SGP.22 §4.5.2.1.1 (nameConstraints of CERT.EUM).
    func permits(_ euicc: RSPCertificate) throws(CertificateFault) -> Bool {
        guard let constraints = try? x509.extensions.nameConstraints else { throw .name }
        return constraints.permittedSubtrees.contains { subtree in
            guard case .directoryName(let name) = subtree else { return false }
            return name.lazy.flatMap { $0 }.allSatisfy { attribute in
                guard let wanted = String(attribute.value), let value = euicc.subject(attribute.type) else { return false }
                return attribute.type == .NameAttributes.serialNumber ? value.hasPrefix(wanted) : value == wanted
            }
        }
    }
}
