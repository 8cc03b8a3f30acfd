import AsyncHTTPClient
import Crypto
import Foundation
import NIOSSL
import Testing
import X509

@Suite(.timeLimit(.minutes(5)), .serialized) struct TLSTests {
    /// A certificate that vouches for itself and names `localhost`, and its key, in files of `folder`.
    private func makeCertificate(_ name: String, in folder: String) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName("gorse test") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date().addingTimeInterval(-60),
            notValidAfter: Date().addingTimeInterval(3600), issuer: subject, subject: subject,
            extensions: .init { SubjectAlternativeNames([.dnsName("localhost")]) }, issuerPrivateKey: .init(key))
        let files = ("\(folder)/\(name).pem", "\(folder)/\(name).key")
        try certificate.serializeAsPEM().pemString.write(toFile: files.0, atomically: true, encoding: .utf8)
        try key.pemRepresentation.write(toFile: files.1, atomically: true, encoding: .utf8)
        return files
    }

    private func options(_ certificate: String, _ key: String) -> [String] {
        ["--set", "TLS_CERT=\(certificate)", "--set", "TLS_KEY=\(key)"]
    }

    @Test func `it serves HTTPS to who trusts its certificate, and to nobody else`() async throws {
        try await withTemporaryFolder { folder in
            let files = try makeCertificate("own", in: folder)
            let gorse = try await RunningGorse(data: folder, options: options(files.certificate, files.key))
            let url = "https://localhost:\(gorse.port)"
            var trusting = HTTPClient.Configuration()
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(files.certificate))
            trusting.tlsConfiguration = settings
            try await withHTTPClient(trusting) { client in
                let answer = try await client.execute(HTTPClientRequest(url: url + "/mcp/api"), timeout: .seconds(20))
                #expect(answer.status == .ok)
                #expect(answer.headers.first(name: "Strict-Transport-Security") != nil)
            }
            try await withHTTPClient { stranger in
                await #expect(throws: NIOSSLError.self) {
                    try await stranger.execute(HTTPClientRequest(url: url + "/healthz"), timeout: .seconds(20))
                }
                await #expect(throws: (any Error).self) {
                    try await stranger.execute(HTTPClientRequest(url: "http://localhost:\(gorse.port)/healthz"), timeout: .seconds(20))
                }
            }
            gorse.terminate()
            #expect(await gorse.exitStatus() == 0)
        }
    }

    @Test func `a file that is not what it should be stops the start with its key and name`() async throws {
        try await withTemporaryFolder { folder in
            let own = try makeCertificate("own", in: folder)
            let other = try makeCertificate("other", in: folder)
            try "no certificate".write(toFile: folder + "/text", atomically: true, encoding: .utf8)
            for (certificate, key, problem) in [
                (folder + "/text", own.key, "TLS_CERT: \(folder)/text is not a chain of certificates in PEM"),
                (own.certificate, own.certificate, "TLS_KEY: \(own.certificate) is not a private key in PEM"),
                (own.certificate, other.key, "TLS_KEY: \(other.key) is not the key of the certificate in \(own.certificate)"),
                (own.certificate, folder + "/nothing", "TLS_KEY (command line) must name a file that can be read"),
            ] {
                let ended = try RunningGorse.run(
                    ["serve", "--port", "0", "--data", folder] + options(certificate, key), in: folder)
                #expect(ended.status == 78)
                #expect(ended.errors.contains("gorse cannot start: \(problem)"), "\(ended.errors)")
            }
        }
    }
}
