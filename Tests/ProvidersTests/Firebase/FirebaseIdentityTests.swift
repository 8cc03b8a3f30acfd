import Crypto
import CryptoExtras
import Foundation
import Logging
import Platform
import Providers
import Telecom
import TestKit
import Testing
import X509

/// A Firebase project with keys of the tests' own.
private final class TestFirebase: Sendable {
    struct Key: Sendable {
        let privateKey: _RSA.Signing.PrivateKey
        let pem: String
    }

    let time = ManualTime()
    let published: Lock<[String: Key]>
    let asked = Lock(0)
    let isDown = Lock(false)

    static let keys: [Key] = (0..<2).map { number in
        let key = try! _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try! DistinguishedName { CommonName("test \(number)") }
        let start = Date(timeIntervalSince1970: TimeInterval(ManualTime().source.now().secondsSince1970 - 86_400))
        let certificate = try! Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: start,
            notValidAfter: start.addingTimeInterval(30 * 86_400), issuer: name, subject: name, signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: .init(), issuerPrivateKey: .init(key))
        return Key(privateKey: key, pem: try! certificate.serializeAsPEM().pemString)
    }

    init() { published = Lock(["k1": Self.keys[0]]) }

    struct Down: Error {}

    func verifier(cacheControl: String? = "public, max-age=3600") -> FirebaseIdentity {
        let certificates = FirebaseCertificates(time: time.source, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { [self] in
            asked.withLock { $0 += 1 }
            if isDown.withLock({ $0 }) { throw Down() }
            let body = try JSONEncoder().encode(published.withLock { $0 }.mapValues(\.pem))
            return .init(body: Array(body), cacheControl: cacheControl)
        }
        return FirebaseIdentity(projectID: "dotm", certificates: certificates, time: time.source)
    }

    func claims(_ changes: [String: Any] = [:]) -> [String: Any] {
        let now = time.source.now().secondsSince1970
        let usual: [String: Any] = [
            "iss": "https://securetoken.google.com/dotm", "aud": "dotm", "sub": "uid-1", "iat": now, "exp": now + 3600, "auth_time": now,
            "email": "ana@example.com", "email_verified": true, "name": "Ana",
        ]
        return usual.merging(changes) { _, new in new }
    }

    func token(
        _ changes: [String: Any] = [:], header: [String: Any] = ["alg": "RS256", "kid": "k1", "typ": "JWT"],
        key: _RSA.Signing.PrivateKey = keys[0].privateKey
    ) throws -> String {
        let text = try [header, claims(changes)].map { base64URL(try JSONSerialization.data(withJSONObject: $0)) }.joined(separator: ".")
        return text + "." + base64URL(try key.signature(for: Data(text.utf8), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
}

struct FirebaseIdentityTests {
    private let firebase = TestFirebase()

    private func expectRefusal(_ expected: IDTokenError, _ token: String, sourceLocation: SourceLocation = #_sourceLocation) async {
        let verifier = firebase.verifier()
        let error = await #expect(throws: IDTokenError.self, sourceLocation: sourceLocation) { try await verifier.verify(token) }
        #expect(error == expected, sourceLocation: sourceLocation)
    }

    @Test func `a token of the project proves the person`() async throws {
        let identity = try await firebase.verifier().verify(try firebase.token())
        #expect(
            identity
                == ProvenIdentity(
                    issuer: "https://securetoken.google.com/dotm", subject: "uid-1", email: EmailAddress("ana@example.com"),
                    isEmailVerified: true, displayName: "Ana", authenticatedAt: firebase.time.source.now()))
    }

    @Test func `a wrong signature is refused`() async throws {
        await expectRefusal(.wrongSignature, try firebase.token(key: TestFirebase.keys[1].privateKey))
    }

    @Test func `changed claims are refused`() async throws {
        var parts = try firebase.token().split(separator: ".").map(String.init)
        parts[1] = base64URL(try JSONSerialization.data(withJSONObject: firebase.claims(["sub": "uid-2"])))
        await expectRefusal(.wrongSignature, parts.joined(separator: "."))
    }

    @Test func `an expired token is refused`() async throws {
        let token = try firebase.token()
        firebase.time.advance(seconds: 3660)
        await expectRefusal(.expired, token)
    }

    @Test func `a minute of difference between the clocks is allowed`() async throws {
        let now = firebase.time.source.now().secondsSince1970
        _ = try await firebase.verifier().verify(try firebase.token(["iat": now + 60, "auth_time": now + 60, "exp": now + 3660]))
        _ = try await firebase.verifier().verify(try firebase.token(["exp": now - 59]))
    }

    @Test func `an unsigned token is refused`() async throws {
        let token = try firebase.token().split(separator: ".").prefix(2).joined(separator: ".") + "."
        await expectRefusal(.wrongSignature, token)
    }

    @Test func `the algorithm none is refused`() async throws {
        for name in ["none", "None", "NONE", ""] {
            let token = try firebase.token(header: ["alg": name, "kid": "k1"])
            await expectRefusal(.wrongAlgorithm, token)
            await expectRefusal(.wrongAlgorithm, token.split(separator: ".").prefix(2).joined(separator: ".") + ".")
        }
    }

    @Test func `HS256 under the public certificate is refused`() async throws {
        let text = try [["alg": "HS256", "kid": "k1"], firebase.claims()]
            .map { base64URL(try JSONSerialization.data(withJSONObject: $0)) }.joined(separator: ".")
        let secret = SymmetricKey(data: Data(TestFirebase.keys[0].pem.utf8))
        await expectRefusal(.wrongAlgorithm, text + "." + base64URL(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)))
    }

    @Test func `other algorithms under a fitting key are refused`() async throws {
        for name in ["RS384", "RS512", "PS256", "ES256"] {
            await expectRefusal(.wrongAlgorithm, try firebase.token(header: ["alg": name, "kid": "k1"]))
        }
    }

    @Test func `extensions that must be understood are refused`() async throws {
        await expectRefusal(.wrongAlgorithm, try firebase.token(header: ["alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": false]))
    }

    @Test func `another issuer is refused`() async throws {
        await expectRefusal(.wrongIssuer, try firebase.token(["iss": "https://securetoken.google.com/other"]))
    }

    @Test func `another audience is refused`() async throws {
        await expectRefusal(.wrongAudience, try firebase.token(["aud": "other"]))
    }

    @Test func `an unknown or missing key id is refused`() async throws {
        await expectRefusal(.unknownKey, try firebase.token(header: ["alg": "RS256", "kid": "k9"]))
        await expectRefusal(.unknownKey, try firebase.token(header: ["alg": "RS256"]))
    }

    @Test func `a token or sign-in of the future is refused`() async throws {
        let future = firebase.time.source.now().secondsSince1970 + 61
        await expectRefusal(.issuedInFuture, try firebase.token(["iat": future]))
        await expectRefusal(.issuedInFuture, try firebase.token(["auth_time": future]))
    }

    @Test func `an empty or long subject is refused`() async throws {
        await expectRefusal(.wrongSubject, try firebase.token(["sub": ""]))
        await expectRefusal(.wrongSubject, try firebase.token(["sub": String(repeating: "x", count: 129)]))
    }

    @Test func `claims of another type or missing are refused`() async throws {
        await expectRefusal(.malformed, try firebase.token(["exp": "never"]))
        await expectRefusal(.malformed, try firebase.token(["aud": ["dotm"]]))
        await expectRefusal(.malformed, try firebase.token(["sub": NSNull()]))
    }

    @Test(arguments: ["", "a", "a.b", "a.b.c", "..", "a.b.c.d", "e30.e30.e30", String(repeating: "a", count: 9000)])
    func `nonsense is refused`(token: String) async {
        await expectRefusal(.malformed, token)
    }

    @Test func `a rotated key is found at once, the old one no longer`() async throws {
        let verifier = firebase.verifier()
        _ = try await verifier.verify(try firebase.token())
        firebase.published.withLock { $0 = ["k2": TestFirebase.keys[1]] }
        firebase.time.advance(seconds: 61)
        _ = try await verifier.verify(
            try firebase.token(header: ["alg": "RS256", "kid": "k2"], key: TestFirebase.keys[1].privateKey))
        await #expect(throws: IDTokenError.unknownKey) { try await verifier.verify(try firebase.token()) }
    }

    @Test func `certificates are kept as long as their answer says, and made-up key ids cause no more than a question a minute`()
        async throws
    {
        let verifier = firebase.verifier()
        for _ in 0..<10 { _ = try await verifier.verify(try firebase.token()) }
        #expect(firebase.asked.withLock { $0 } == 1)
        for _ in 0..<10 {
            await #expect(throws: IDTokenError.unknownKey) {
                try await verifier.verify(try firebase.token(header: ["alg": "RS256", "kid": "made-up"]))
            }
        }
        #expect(firebase.asked.withLock { $0 } == 1)
        firebase.time.advance(seconds: 3600)
        _ = try await verifier.verify(try firebase.token())
        #expect(firebase.asked.withLock { $0 } == 2)
    }

    @Test func `without fresh certificates nothing is proved`() async throws {
        let verifier = firebase.verifier()
        _ = try await verifier.verify(try firebase.token())
        firebase.isDown.withLock { $0 = true }
        _ = try await verifier.verify(try firebase.token())
        firebase.time.advance(seconds: 3600)
        for _ in 0..<3 { await #expect(throws: IDTokenError.keysUnavailable) { try await verifier.verify(try firebase.token()) } }
        #expect(firebase.asked.withLock { $0 } == 2)
        firebase.isDown.withLock { $0 = false }
        firebase.time.advance(seconds: 5)
        _ = try await verifier.verify(try firebase.token())
    }

    @Test func `many that need the certificates at once ask once`() async throws {
        let verifier = firebase.verifier()
        let token = try firebase.token()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await verifier.verify(token) } }
            try await group.waitForAll()
        }
        #expect(firebase.asked.withLock { $0 } == 1)
    }

    @Test func `a certificate out of its time is no key`() async throws {
        firebase.time.advance(seconds: 31 * 86_400)
        await expectRefusal(.unknownKey, try firebase.token())
    }
}
