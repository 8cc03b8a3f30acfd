import CryptoExtras
import Foundation
import Platform
import Telecom

/// A JSON Web Token in its three parts, read but not proved. Source: RFC 7515 §7.1, RFC 7518 §3.3.
///
/// Only RS256 is read at all, so that a token cannot choose how it is checked: `none`, HS256 under a public key and every other
/// algorithm end here.
struct RS256Token {
    /// In bytes.
    static let greatestLength = 8192

    let keyID: String
    let claims: IDTokenClaims
    private let signedBytes: Data
    private let signature: Data

    init(_ text: String) throws(IDTokenError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.greatestLength, parts.count == 3, let header = base64URLDecoded(parts[0]),
            let payload = base64URLDecoded(parts[1]), let signature = base64URLDecoded(parts[2])
        else { throw .malformed }
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(header)) else { throw .malformed }
        guard header.alg == "RS256", header.crit == nil else { throw .wrongAlgorithm }
        guard let keyID = header.kid, (1...200).contains(keyID.utf8.count) else { throw .unknownKey }
        guard let claims = try? JSONDecoder().decode(IDTokenClaims.self, from: Data(payload)) else { throw .malformed }
        self.keyID = keyID
        self.claims = claims
        self.signature = Data(signature)
        signedBytes = Data("\(parts[0]).\(parts[1])".utf8)
    }

    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: signedBytes, padding: .insecurePKCS1v1_5)
    }

    /// Writes and signs a token.
    static func signed(claims: Data, keyID: String, by key: _RSA.Signing.PrivateKey) throws -> String {
        let header = #"{"alg":"RS256","kid":"\#(keyID)","typ":"JWT"}"#
        let signedText = base64URL(Array(header.utf8)) + "." + base64URL(claims)
        let signature = try key.signature(for: Data(signedText.utf8), padding: .insecurePKCS1v1_5)
        return signedText + "." + base64URL(signature.rawRepresentation)
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        /// Extensions that must be understood; none is. Source: RFC 7515 §4.1.11.
        let crit: [String]?
    }
}

/// The claims of a Firebase ID token, which the local provider's tokens share.
/// Source: Firebase documentation, "Verify ID tokens using a third-party JWT library".
struct IDTokenClaims: Decodable {
    let iss: String
    let aud: String
    let sub: String
    let exp: Int64
    let iat: Int64
    let auth_time: Int64
    let email: String?
    let email_verified: Bool?
    let name: String?

    /// How far the clocks of issuer and verifier may differ.
    static let clockSkewSeconds: Int64 = 60

    /// Holds what a signed token says against what it must say.
    func check(issuer: String, audience: String, at time: Timestamp) throws(IDTokenError) {
        let now = time.secondsSince1970
        guard iss == issuer else { throw .wrongIssuer }
        guard aud == audience else { throw .wrongAudience }
        guard exp > now - Self.clockSkewSeconds else { throw .expired }
        guard iat <= now + Self.clockSkewSeconds, auth_time <= now + Self.clockSkewSeconds else { throw .issuedInFuture }
        guard (1...128).contains(sub.utf8.count), auth_time >= 0 else { throw .wrongSubject }
    }
}
