import CryptoExtras
import Foundation
import Platform
import Providers
import Store
import Telecom
import TestKit
import Testing
import X509

struct TokenTests {
    private func expectRefusal(_ expected: IDTokenError, _ directory: Directory, _ token: String) async {
        let error = await #expect(throws: IDTokenError.self) { _ = try await directory.local.verify(token) }
        #expect(error == expected)
    }

    private func claims(_ token: String) throws -> [String: Any] {
        let payload = try #require(base64URLDecoded(token.split(separator: ".")[1]))
        return try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
    }

    @Test func `a token names issuer, audience, person and times as Firebase's do`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        let claims = try claims(signIn.idToken)
        let now = directory.time.source.now().secondsSince1970
        #expect(claims["iss"] as? String == "http://127.0.0.1:8080/identity")
        #expect(claims["aud"] as? String == "gorse-local")
        #expect(claims["sub"] as? String == signIn.user.id && claims["user_id"] as? String == signIn.user.id)
        #expect(claims["iat"] as? Int64 == now && claims["auth_time"] as? Int64 == now && claims["exp"] as? Int64 == now + 3600)
        #expect(claims["email"] as? String == "ana@example.com" && claims["email_verified"] as? Bool == false)
    }

    @Test func `published certificate and key set verify a token`() async throws {
        let directory = try await Directory()
        let token = try await directory.signUp().idToken
        let parts = token.split(separator: ".")
        let header = try JSONDecoder().decode([String: String].self, from: Data(try #require(base64URLDecoded(parts[0]))))
        let keyID = try #require(header["kid"])
        let pem = try #require(try await directory.local.certificates()[keyID])
        let certificate = try Certificate(pemEncoded: pem)
        let key = try #require(_RSA.Signing.PublicKey(certificate.publicKey))
        let bytes = try #require(base64URLDecoded(parts[2]))
        let signature = _RSA.Signing.RSASignature(rawRepresentation: Data(bytes))
        #expect(key.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5))
        #expect(try await directory.local.keySet().contains(base64URL(try key.getKeyPrimitives().modulus)))
    }

    @Test func `a token ends after an hour and the allowed skew`() async throws {
        let directory = try await Directory()
        let token = try await directory.signUp().idToken
        directory.time.advance(seconds: 3659)
        _ = try await directory.local.verify(token)
        directory.time.advance(seconds: 1)
        await expectRefusal(.expired, directory, token)
    }

    @Test func `a changed token is refused`() async throws {
        let directory = try await Directory()
        let parts = try await directory.signUp().idToken.split(separator: ".").map(String.init)
        var claims = try claims(parts.joined(separator: "."))
        claims["sub"] = "someone-else"
        let forged = base64URL(try JSONSerialization.data(withJSONObject: claims))
        await expectRefusal(.wrongSignature, directory, "\(parts[0]).\(forged).\(parts[2])")
    }

    @Test func `a refresh token renews, and proves no new sign-in`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        directory.time.advance(seconds: 5000)
        let renewed = try await directory.local.renew(refreshToken: signIn.refreshToken)
        let proven = try await directory.local.verify(renewed.idToken)
        #expect(directory.time.source.now().seconds(since: proven.authenticatedAt) == 5000)
        await #expect(throws: DirectoryError.invalidRefreshToken) { try await directory.local.renew(refreshToken: "made up") }
        directory.time.advance(seconds: 180 * 86_400)
        await #expect(throws: DirectoryError.invalidRefreshToken) { try await directory.local.renew(refreshToken: signIn.refreshToken) }
    }

    @Test func `signing out everywhere ends ID and refresh tokens at once, and a new sign-in holds in the same second`() async throws {
        let directory = try await Directory()
        let old = try await directory.signUp()
        let principal = try await directory.platform.authenticate(bearer: old.idToken)
        try await directory.platform.signOutEverywhere(principal.accountID, as: principal)
        await expectRefusal(.revoked, directory, old.idToken)
        await #expect(throws: DirectoryError.invalidRefreshToken) { try await directory.local.renew(refreshToken: old.refreshToken) }
        let new = try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "c")
        #expect(try await directory.platform.authenticate(bearer: new.idToken).accountID == principal.accountID)
    }

    @Test func `a disabled or deleted person's tokens are refused`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        var change = DirectoryChange()
        change.isDisabled = true
        _ = try await directory.local.update(id: signIn.user.id, change)
        await expectRefusal(.revoked, directory, signIn.idToken)
        try await directory.local.delete(id: signIn.user.id)
        await expectRefusal(.revoked, directory, signIn.idToken)
    }

    @Test func `deleting the account deletes the person and their password`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        try await directory.platform.deleteAccount(as: try await directory.platform.authenticate(bearer: signIn.idToken))
        #expect(try await directory.local.user(id: signIn.user.id) == nil)
        await #expect(throws: PlatformError.self) { try await directory.platform.authenticate(bearer: signIn.idToken) }
    }

    @Test func `keys change every thirty days, each published a day before it signs and a day after`() async throws {
        let directory = try await Directory()
        let first = Set(try await directory.local.certificates().keys)
        #expect(first.count == 1)
        directory.time.advance(seconds: 29 * 86_400 + 1)
        let both = Set(try await directory.local.certificates().keys)
        #expect(both.count == 2 && both.isSuperset(of: first))
        let token = try await directory.signUp().idToken
        directory.time.advance(seconds: 86_400 - 3600)
        _ = try await directory.local.renew(
            refreshToken: try await directory.local.signIn(
                email: "ana@example.com", password: "correct horse", client: "c"
            ).refreshToken)
        directory.time.advance(seconds: 3600 + 86_400)
        let last = Set(try await directory.local.certificates().keys)
        #expect(last == both.subtracting(first))
        await expectRefusal(.unknownKey, directory, token)
    }

    @Test func `two nodes share their keys`() async throws {
        let directory = try await Directory()
        let other = LocalIdentity.test(store: directory.platform.store, time: directory.time, seed: 9)
        let token = try await directory.signUp().idToken
        #expect(try await other.verify(token).email?.text == "ana@example.com")
        #expect(try await other.certificates() == directory.local.certificates())
    }

    @Test func `the private key is sealed in the database`() async throws {
        let directory = try await Directory()
        _ = try await directory.local.certificates()
        let row = try #require(try await directory.platform.store.read { try $0.first("SELECT sealed_key FROM signing_keys") })
        #expect(throws: (any Error).self) { try _RSA.Signing.PrivateKey(derRepresentation: Data(try row.blob("sealed_key"))) }
    }
}
