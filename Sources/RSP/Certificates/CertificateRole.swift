import SwiftASN1

/// What a certificate of remote SIM provisioning is for, as its certificate policy says. Source: GSMA SGP.22 §4.5.2.1.1, annex H (id-rspRole).
public enum CertificateRole: UInt, Hashable, Sendable, CaseIterable {
    /// The certificate issuer, a root.
    case issuer = 0
    case euicc = 1
    /// The eUICC's manufacturer.
    case manufacturer = 2
    case smdpTLS = 3
    case smdpAuthentication = 4
    case smdpBinding = 5

    var policy: ASN1ObjectIdentifier { [2, 23, 146, 1, 2, 1, rawValue] }
    /// Whether it signs other certificates.
    var isAuthority: Bool { self == .issuer || self == .manufacturer }
}
