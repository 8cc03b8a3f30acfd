import NIOCore
import NIOSSL
import X509

/// TLS 1.3 with certificates on both sides, for connections that peers open and for those that we open. Source: RFC 6733 §13.1.
///
/// The files are read once: new ones hold from the next start on.
public struct DiameterTLS: Sendable {
    /// A file that is not what it should be.
    public struct BadFile: Error {
        public enum Role: Sendable { case certificate, key, trust }

        public let role: Role
        /// What is wrong, without the file's name.
        public let problem: String
    }

    private let server: NIOSSLContext
    private let client: NIOSSLContext
    /// The names in our own certificate, in lower case: peers look for our Origin-Host among them.
    public let ownNames: [String]

    /// - Parameters:
    ///   - certificateFile: our certificate and those that lead to its root, PEM.
    ///   - keyFile: its private key, PEM.
    ///   - trustFile: the roots that vouch for peers, PEM. The system's are not trusted.
    public init(certificateFile: String, keyFile: String, trustFile: String) throws(BadFile) {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificateFile), let own = chain.first else {
            throw BadFile(role: .certificate, problem: "is not a chain of certificates in PEM")
        }
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else {
            throw BadFile(role: .key, problem: "is not a private key in PEM")
        }
        guard let roots = try? NIOSSLCertificate.fromPEMFile(trustFile), !roots.isEmpty else {
            throw BadFile(role: .trust, problem: "holds no certificates in PEM")
        }
        var settings = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key), trustRoots: .certificates(roots))
        settings.minimumTLSVersion = .tlsv13
        // Which name a peer's certificate must hold is known from its CER on.
        settings.certificateVerification = .noHostnameVerification
        var calling = TLSConfiguration.makeClientConfiguration()
        calling.minimumTLSVersion = .tlsv13
        calling.certificateChain = settings.certificateChain
        calling.privateKey = settings.privateKey
        calling.trustRoots = .certificates(roots)
        guard let server = try? NIOSSLContext(configuration: settings), let client = try? NIOSSLContext(configuration: calling) else {
            throw BadFile(role: .key, problem: "is not the key of the certificate")
        }
        self.server = server
        self.client = client
        ownNames = Self.names(in: own)
    }

    func responder() -> NIOSSLServerHandler { NIOSSLServerHandler(context: server) }

    /// The certificate of who answers must name `peer`.
    func initiator(calling peer: String) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: client, serverHostname: peer)
    }

    /// The names in the certificate of a connection's peer, in lower case. On the channel's event loop, once TLS is agreed on.
    static func certifiedNames(on channel: any Channel) -> [String] {
        guard let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate() else { return [] }
        return names(in: certificate)
    }

    /// The domain names of subjectAltName, as they are: a wildcard stands for no Diameter identity. A common name is none (RFC 6125 §6.4.4).
    private static func names(in certificate: NIOSSLCertificate) -> [String] {
        guard let der = try? certificate.toDERBytes(), let names = try? Certificate(derEncoded: der).extensions.subjectAlternativeNames
        else {
            return []
        }
        return names.compactMap { if case .dnsName(let name) = $0 { name.lowercased() } else { nil } }
    }
}
