import Crypto
import Foundation
import X509

@testable import CoreNetwork

/// An authority that issues certificates for a test, in files of a folder that is gone after it.
struct TestCertificates {
    private let folder: String
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName

    static func use<Value>(_ body: (TestCertificates) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(TestCertificates(in: folder))
    }

    private init(in folder: String) throws {
        self.folder = folder
        name = try DistinguishedName { CommonName("authority \(UUID().uuidString)") }
        let root = try certificate(
            of: key, named: name,
            extensions: .init {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            })
        try write(root.serializeAsPEM().pemString, to: trustFile)
    }

    /// Another authority, of the same folder's life.
    func stranger() throws -> TestCertificates {
        let other = folder + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        return try TestCertificates(in: other)
    }

    var trustFile: String { folder + "/trust.pem" }
    func file(_ name: String) -> String { folder + "/" + name }

    func write(_ text: String, to file: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }

    /// Files of a certificate for this host, and of its key.
    func issue(_ host: String) throws -> (certificate: String, key: String) {
        let own = P256.Signing.PrivateKey()
        let certificate = try certificate(
            of: own, named: try DistinguishedName { CommonName("peer") }, extensions: .init { SubjectAlternativeNames([.dnsName(host)]) })
        let files = (file(host + ".pem"), file(host + ".key"))
        try write(certificate.serializeAsPEM().pemString, to: files.0)
        try write(own.pemRepresentation, to: files.1)
        return files
    }

    /// What a node of this name is configured with.
    func tls(_ host: String, trusting other: TestCertificates? = nil) throws -> DiameterTLS {
        let files = try issue(host)
        return try DiameterTLS(certificateFile: files.certificate, keyFile: files.key, trustFile: (other ?? self).trustFile)
    }

    private func certificate(
        of subject: P256.Signing.PrivateKey, named subjectName: DistinguishedName, extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(subject.publicKey), notValidBefore: Date().addingTimeInterval(-60),
            notValidAfter: Date().addingTimeInterval(3600), issuer: name, subject: subjectName, extensions: extensions,
            issuerPrivateKey: .init(key))
    }
}
