import CoreNetwork
import Diameter
import HTTPAPI
import Logging
import NIOCore
import NIOPosix
import Providers
import Store
import Subscribers
import Telecom

/// The configuration as the program uses it, read once, at start.
struct Configuration: Sendable {
    let host: String
    private(set) var port: Int
    private let givenPublicURL: String?
    let trustedProxies: [AddressRange]
    let dataFolder: String
    let database: DatabaseLocation
    /// As given; `nil` when it is to be kept in `dataFolder`.
    let masterKey: String?
    let tls: (certificateFile: String, keyFile: String)?
    let catalogFile: String?
    let publicRequestsPerMinute: Int
    let requestSeconds: Int
    let numberPlan: NumberPlan
    let mintsInventory: Bool
    let plmn: PLMN
    /// `nil` where no Diameter peers are served; without the certificates, which `Assembly` reads.
    let diameter: DiameterConfiguration?
    let diameterTLS: (certificateFile: String, keyFile: String, trustFile: String)?
    /// What a gateway does once the last units are used.
    let finalUnit: CreditControlAnswer.FinalUnit
    let radius: RADIUSConfiguration?
    /// Whom converged charging may call back; empty for nobody.
    let nchfConsumers: Set<NchfConsumer>
    let logLevel: Logger.Level
    /// `nil` where people sign in at the local identity provider.
    let firebaseProject: String?
    let firebaseCertificatesURL: String
    /// Official admin clients may come with the Firebase emulator's `Bearer owner`. For tests, on loopback alone.
    let isIdentityEmulator: Bool
    let settings: Settings

    /// - Throws: `ConfigurationError` when keys do not fit each other.
    init(_ settings: Settings) throws(ConfigurationError) {
        host = settings[.host]!
        port = Int(settings[.port]!)!
        trustedProxies = (settings[.trustedProxies] ?? "").split(separator: ",").compactMap { AddressRange(String($0)) }
        dataFolder = settings[.data]!
        do {
            database = try DatabaseLocation(settings[.database] ?? dataFolder + "/gorse.sqlite")
        } catch {
            throw ConfigurationError(problems: ["DATABASE_URL cannot be read as the address of a database"])
        }
        masterKey = settings[.masterKey]
        switch (settings[.tlsCertificate], settings[.tlsKey]) {
        case (nil, nil): tls = nil
        case (let certificate?, let key?): tls = (certificate, key)
        case (nil, _): throw ConfigurationError(problems: ["TLS_KEY is set, so TLS_CERT must be"])
        case (_, nil): throw ConfigurationError(problems: ["TLS_CERT is set, so TLS_KEY must be"])
        }
        givenPublicURL = settings[.publicURL].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        catalogFile = settings[.catalog]
        publicRequestsPerMinute = Int(settings[.publicRequests]!)!
        requestSeconds = Int(settings[.requestSeconds]!)!
        do {
            numberPlan = try NumberPlan(
                areaCodes: settings[.areaCodes]!.split(separator: ",").map { String($0) },
                fictionalOnly: settings[.fictionalNumbers] == "only")
        } catch {
            throw ConfigurationError(problems: ["GORSE_AREA_CODES: \(error.rule)"])
        }
        mintsInventory = settings[.mintInventory] == "yes"
        guard let plmn = PLMN(settings[.plmn]!) else { throw ConfigurationError(problems: ["CORE_PLMN: \(PLMN.rule)"]) }
        self.plmn = plmn
        diameterTLS = try Self.diameterTLS(settings)
        diameter = try Self.diameter(settings, plmn, isSecure: diameterTLS != nil)
        finalUnit = settings[.topUpURL].map { .redirect(url: $0) } ?? .terminate
        let radiusClients = (settings[.radiusClients] ?? "").split(separator: ",").compactMap { RADIUSClient(String($0)) }
        let disconnectPort = Int(settings[.radiusDisconnectPort]!)!
        radius = settings[.radiusListen].flatMap { Listener($0) }.map {
            RADIUSConfiguration(host: $0.host, port: $0.port, clients: radiusClients, disconnectPort: disconnectPort)
        }
        nchfConsumers = Set((settings[.nchfConsumers] ?? "").split(separator: ",").compactMap { NchfConsumer(String($0)) })
        logLevel = Logger.Level(rawValue: settings[.logLevel]!)!
        firebaseProject = settings[.firebaseProject]
        firebaseCertificatesURL = settings[.firebaseCertificates]!
        isIdentityEmulator = settings[.identityEmulator] == "1"
        self.settings = settings
        guard radius == nil || !radiusClients.isEmpty else {
            throw ConfigurationError(problems: ["CORE_RADIUS_LISTEN is set, so CORE_RADIUS_CLIENTS must be"])
        }
        guard !isIdentityEmulator || isLoopback else {
            throw ConfigurationError(problems: ["GORSE_IDENTITY_EMULATOR is for tests on a loopback HOST alone"])
        }
    }

    private static func diameterTLS(_ settings: Settings) throws(ConfigurationError) -> (String, String, String)? {
        let keys = [ConfigurationKey.diameterTLSCertificate, .diameterTLSKey, .diameterTLSTrust]
        let files = keys.compactMap { settings[$0] }
        guard !files.isEmpty || settings[.diameterTLSListen] != nil else { return nil }
        let missing = keys.filter { settings[$0] == nil }.map { "\($0.name) must be set, as Diameter over TLS is" }
        guard missing.isEmpty else { throw ConfigurationError(problems: missing) }
        return (files[0], files[1], files[2])
    }

    private static func diameter(
        _ settings: Settings, _ plmn: PLMN, isSecure: Bool
    ) throws(ConfigurationError) -> DiameterConfiguration? {
        var listeners: [DiameterConfiguration.Listener] = []
        let plain = settings[.diameterListen].flatMap { Listener($0) }
        if let plain { listeners.append(.init(host: plain.host, port: plain.port)) }
        if let secure = settings[.diameterTLSListen].flatMap({ Listener($0) }) {
            listeners.append(.init(host: secure.host, port: secure.port, transport: .tls))
        } else if isSecure, let plain {
            listeners.append(.init(host: plain.host, port: 5658, transport: .tls))
        }
        let calls = settings[.diameterConnect]?.split(separator: ",").compactMap { CalledPeer($0) } ?? []
        guard isSecure || !calls.contains(where: { $0.transport == .tls }) else {
            throw ConfigurationError(problems: ["CORE_DIAMETER_CONNECT asks for TLS, so CORE_DIAMETER_TLS_CERT must be set"])
        }
        guard !listeners.isEmpty || !calls.isEmpty else { return nil }
        let realm = settings[.diameterRealm] ?? plmn.epcDomain
        var configuration = DiameterConfiguration(
            listeners: listeners, identity: DiameterIdentity(host: settings[.diameterIdentity] ?? "gorse.\(realm)", realm: realm),
            peers: settings[.diameterPeers]!.split(separator: ",").compactMap { AllowedPeer($0) })
        configuration.calls = calls
        return configuration
    }

    /// Without a slash at the end.
    var publicURL: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return givenPublicURL ?? "\(tls == nil ? "http" : "https")://\(name):\(port)"
    }

    /// With a port that is free now in place of port 0: links, tokens and activation codes name the port before it is listened on.
    func withPortChosen() throws(ConfigurationError) -> Configuration {
        guard port == 0 else { return self }
        var chosen = self
        do {
            let channel = try ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(host: host, port: 0).wait()
            chosen.port = channel.localAddress?.port ?? 0
            try channel.close().wait()
        } catch {
            throw ConfigurationError(problems: ["HOST is not an address of this machine"])
        }
        return chosen
    }

    /// An embedded database lives in `dataFolder` and has one writer.
    var isEmbedded: Bool { if case .file = database { true } else { false } }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// Values that must not reach a log, whatever error quotes them.
    var secrets: [String] { settings.settings.filter { $0.key.isSecret && !$0.value.isEmpty }.map(\.value) }
}
