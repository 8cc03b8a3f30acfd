import CoreNetwork
import Foundation
import HTTPAPI
import Providers
import Store
import Subscribers
import Telecom

/// One key of the configuration: what `gorse config` prints, `.env.example` holds, and a value must fit.
struct ConfigurationKey: Sendable {
    enum Kind: Sendable {
        case text
        case number(ClosedRange<Int>)
        case choice([String])
        case url([String])
        case database
        case file
        /// IP addresses and ranges (`10.0.0.0/8`) behind commas.
        case addresses
        /// 64 hexadecimal digits; older keys behind commas.
        case masterKeys
        /// An address and a port to listen on, such as `127.0.0.1:3868` or `[::1]:3868`.
        case listener
        /// A fully qualified domain name.
        case domainName
        /// `name@range` behind commas: Diameter peers that may connect.
        case diameterPeers
        /// Behind commas: Diameter peers that are connected to.
        case calledPeers
        /// `range=secret` behind commas: RADIUS clients.
        case radiusClients
        /// Hosts with ports behind commas.
        case consumers
    }

    let name: String
    let kind: Kind
    /// What holds when nothing is said; empty for nothing.
    let defaultValue: String
    var isSecret = false
    let meaning: String

    /// What is wrong with a value, in words that do not repeat it; `nil` when it fits.
    func problem(with value: String) -> String? {
        switch kind {
        case .text:
            return value.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "must not hold control characters" : nil
        case .number(let range):
            guard let number = Int(value), range.contains(number) else {
                return "must be a number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .choice(let choices):
            return choices.contains(value) ? nil : "must be one of \(choices.joined(separator: ", "))"
        case .url(let schemes):
            // A database reached over a Unix socket has no host: postgres:///gorse?host=/run/postgresql.
            guard let url = URL(string: value), let scheme = url.scheme, schemes.contains(scheme),
                url.host?.isEmpty == false || schemes.contains("postgres")
            else {
                return "must be a URL that begins with \(schemes.map { $0 + "://" }.joined(separator: " or "))"
            }
            return nil
        case .database:
            guard value.hasPrefix("postgres://") || value.hasPrefix("postgresql://"), (try? DatabaseLocation(value)) != nil else {
                return "must be the address of a PostgreSQL database, postgres://user@host/name"
            }
            return nil
        case .file:
            return FileManager.default.isReadableFile(atPath: value) ? nil : "must name a file that can be read"
        case .addresses:
            return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { AddressRange(String($0)) != nil }
                ? nil : "must be IP addresses or ranges such as 10.0.0.0/8, behind commas"
        case .masterKeys:
            let parts = value.split(separator: ",", omittingEmptySubsequences: false)
            return parts.allSatisfy { $0.utf8.count == 64 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
                ? nil : "must be 64 hexadecimal digits, with older keys behind commas"
        case .listener:
            return Listener(value) == nil ? "must be an address and a port such as 127.0.0.1:3868" : nil
        case .domainName:
            return AllowedPeer.isIdentity(value) ? nil : "must be a domain name such as ocs.example.org"
        case .diameterPeers:
            return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { AllowedPeer($0) != nil }
                ? nil : "must be names with addresses or ranges such as pgw.example.org@10.0.0.0/8, or @tls, behind commas"
        case .calledPeers:
            return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { CalledPeer($0) != nil }
                ? nil : "must be names with address and port such as dra.example.org@192.0.2.1:3868, /tls behind it for TLS, behind commas"
        case .radiusClients:
            return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { RADIUSClient(String($0)) != nil }
                ? nil : "must be addresses or ranges with secrets of 16 characters or more such as 10.0.0.0/8=SECRET, behind commas"
        case .consumers:
            return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { NchfConsumer(String($0)) != nil }
                ? nil : "must be hosts with or without a port such as smf.example.org:8080, behind commas"
        }
    }

    var type: String {
        switch kind {
        case .text: "text"
        case .number(let range): "number \(range.lowerBound)–\(range.upperBound)"
        case .choice(let choices): choices.joined(separator: " | ")
        case .url(let schemes): schemes.map { $0 + "://…" }.joined(separator: " | ")
        case .database: "postgres://…"
        case .file: "file"
        case .addresses: "addresses"
        case .masterKeys: "64 hexadecimal digits"
        case .listener: "address:port"
        case .domainName: "domain name"
        case .diameterPeers: "name@addresses"
        case .calledPeers: "name@address:port"
        case .radiusClients: "addresses=secret"
        case .consumers: "host:port"
        }
    }
}

extension ConfigurationKey {
    static let host = ConfigurationKey(
        name: "HOST", kind: .text, defaultValue: "127.0.0.1", meaning: "The address to listen on.")
    static let port = ConfigurationKey(
        name: "PORT", kind: .number(0...65535), defaultValue: "8080", meaning: "The port to listen on; 0 takes a free one.")
    static let data = ConfigurationKey(
        name: "GORSE_DATA", kind: .text, defaultValue: "./data", meaning: "The folder of the SQLite file and of keys made on first start.")
    static let database = ConfigurationKey(
        name: "DATABASE_URL", kind: .database, defaultValue: "", isSecret: true,
        meaning: "A PostgreSQL database that nodes share. Empty: SQLite in GORSE_DATA.")
    static let masterKey = ConfigurationKey(
        name: "GORSE_MASTER_KEY", kind: .masterKeys, defaultValue: "", isSecret: true,
        meaning: "Seals secrets at rest. Empty: made in GORSE_DATA on first start when HOST is loopback, required otherwise.")
    static let publicURL = ConfigurationKey(
        name: "PUBLIC_URL", kind: .url(["http", "https"]), defaultValue: "",
        meaning: "Where people reach this installation, without a slash at the end. Empty: HOST and PORT.")
    static let trustedProxies = ConfigurationKey(
        name: "TRUSTED_PROXIES", kind: .addresses, defaultValue: "", meaning: "Peers whose X-Forwarded-For is believed.")
    static let tlsCertificate = ConfigurationKey(
        name: "TLS_CERT", kind: .file, defaultValue: "", meaning: "The certificate chain in PEM, to serve HTTPS. Needs TLS_KEY.")
    static let tlsKey = ConfigurationKey(
        name: "TLS_KEY", kind: .file, defaultValue: "", meaning: "The private key of TLS_CERT in PEM.")
    static let catalog = ConfigurationKey(
        name: "GORSE_CATALOG", kind: .file, defaultValue: "",
        meaning: "The catalogue in YAML. Empty: catalog.yaml in GORSE_DATA, else the one built in.")
    static let publicRequests = ConfigurationKey(
        name: "PUBLIC_REQUESTS_PER_MINUTE", kind: .number(1...1_000_000_000), defaultValue: "100",
        meaning: "How many requests a minute one client may make to the API without proof of identity.")
    static let requestSeconds = ConfigurationKey(
        name: "REQUEST_SECONDS", kind: .number(1...600), defaultValue: "30",
        meaning: "How long a request may be worked at before its caller is told to ask again.")
    static let areaCodes = ConfigurationKey(
        name: "GORSE_AREA_CODES", kind: .text, defaultValue: NumberPlan.areaCodes.joined(separator: ","),
        meaning: "The area codes whose fictional numbers are made when the inventory has run out.")
    static let fictionalNumbers = ConfigurationKey(
        name: "GORSE_FICTIONAL_NUMBERS", kind: .choice(["only", "any"]), defaultValue: "only",
        meaning: "Whether the inventory takes 555-0100 to 555-0199 only. `any` is for numbers that an operator really holds.")
    static let mintInventory = ConfigurationKey(
        name: "GORSE_MINT_INVENTORY", kind: .choice(["yes", "no"]), defaultValue: "yes",
        meaning: "Whether SIM profiles and fictional numbers are made when the inventory has run out.")
    static let plmn = ConfigurationKey(
        name: "CORE_PLMN", kind: .text, defaultValue: "00101", meaning: "MCC and MNC of the IMSIs that are made; the test network.")
    static let diameterListen = ConfigurationKey(
        name: "CORE_DIAMETER_LISTEN", kind: .listener, defaultValue: "",
        meaning: "Where Diameter peers connect, such as 127.0.0.1:3868; port 0 takes a free one. Empty: off.")
    static let diameterIdentity = ConfigurationKey(
        name: "CORE_DIAMETER_IDENTITY", kind: .domainName, defaultValue: "",
        meaning: "This node's Origin-Host, another on each node. Empty: `gorse.` and the realm.")
    static let diameterRealm = ConfigurationKey(
        name: "CORE_DIAMETER_REALM", kind: .domainName, defaultValue: "",
        meaning: "The Origin-Realm of all nodes. Empty: epc.mncMMM.mccCCC.3gppnetwork.org of CORE_PLMN.")
    static let diameterPeers = ConfigurationKey(
        name: "CORE_DIAMETER_PEERS", kind: .diameterPeers, defaultValue: "*@127.0.0.0/8,*@::1",
        meaning: "Diameter peers that may connect, by Origin-Host and address, or `@tls` for any address over TLS; "
            + "`*.example.org@10.0.0.0/8` for all below a domain.")
    static let diameterConnect = ConfigurationKey(
        name: "CORE_DIAMETER_CONNECT", kind: .calledPeers, defaultValue: "",
        meaning: "Diameter peers to connect to, such as dra.example.org@192.0.2.1:3868, or dra.example.org@192.0.2.1:5658/tls.")
    static let diameterTLSListen = ConfigurationKey(
        name: "CORE_DIAMETER_TLS_LISTEN", kind: .listener, defaultValue: "",
        meaning:
            "Where Diameter peers connect over TLS 1.3. Empty: port 5658 at the address of CORE_DIAMETER_LISTEN, once there is a certificate."
    )
    static let diameterTLSCertificate = ConfigurationKey(
        name: "CORE_DIAMETER_TLS_CERT", kind: .file, defaultValue: "",
        meaning: "The certificate chain in PEM for Diameter over TLS; it names CORE_DIAMETER_IDENTITY. Needs the two keys below.")
    static let diameterTLSKey = ConfigurationKey(
        name: "CORE_DIAMETER_TLS_KEY", kind: .file, defaultValue: "", meaning: "The private key of CORE_DIAMETER_TLS_CERT in PEM.")
    static let diameterTLSTrust = ConfigurationKey(
        name: "CORE_DIAMETER_TLS_TRUST", kind: .file, defaultValue: "",
        meaning: "The root certificates in PEM that vouch for Diameter peers; each peer must show a certificate that names its Origin-Host."
    )
    static let topUpURL = ConfigurationKey(
        name: "CORE_GY_TOP_UP_URL", kind: .url(["http", "https"]), defaultValue: "",
        meaning: "Where gateways send a subscriber's web traffic once the last units are used. Empty: they end the service.")
    static let radiusListen = ConfigurationKey(
        name: "CORE_RADIUS_LISTEN", kind: .listener, defaultValue: "",
        meaning: "Where access points send RADIUS, authentication and accounting alike, such as 127.0.0.1:1812. Empty: off.")
    static let radiusClients = ConfigurationKey(
        name: "CORE_RADIUS_CLIENTS", kind: .radiusClients, defaultValue: "", isSecret: true,
        meaning: "Access points by address, each with the secret that it shares with us: 10.0.0.0/8=SECRET, behind commas.")
    static let radiusDisconnectPort = ConfigurationKey(
        name: "CORE_RADIUS_DISCONNECT_PORT", kind: .number(1...65535), defaultValue: "3799",
        meaning: "Where access points take Disconnect-Requests.")
    static let nchfConsumers = ConfigurationKey(
        name: "CORE_NCHF_CONSUMERS", kind: .consumers, defaultValue: "",
        meaning: "Hosts that notifyUri of converged charging may name, such as smf.example.org:8080. Empty: nobody is called.")
    static let logLevel = ConfigurationKey(
        name: "LOG_LEVEL", kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), defaultValue: "info",
        meaning: "The least level that is logged.")
    static let firebaseProject = ConfigurationKey(
        name: "FIREBASE_PROJECT_ID", kind: .text, defaultValue: "",
        meaning: "The Firebase project whose ID tokens prove people. Empty: the local identity provider.")
    static let firebaseCertificates = ConfigurationKey(
        name: "FIREBASE_CERTIFICATES_URL", kind: .url(["http", "https"]), defaultValue: FirebaseCertificates.googleURL,
        meaning: "Where the certificates of Firebase's ID tokens come from.")
    static let identityEmulator = ConfigurationKey(
        name: "GORSE_IDENTITY_EMULATOR", kind: .choice(["0", "1"]), defaultValue: "0",
        meaning: "1 honours the Firebase emulator's `Bearer owner`, for tests on a loopback HOST alone.")

    /// Every key that is read, in the order of printing.
    static let all = [
        host, port, publicURL, trustedProxies, data, database, masterKey, tlsCertificate, tlsKey, catalog, publicRequests, requestSeconds,
        firebaseProject,
        firebaseCertificates, identityEmulator, areaCodes, fictionalNumbers, mintInventory, plmn,
        diameterListen, diameterIdentity, diameterRealm, diameterPeers, diameterConnect, diameterTLSListen,
        diameterTLSCertificate, diameterTLSKey, diameterTLSTrust, topUpURL, radiusListen, radiusClients,
        radiusDisconnectPort, nchfConsumers, logLevel,
    ]

    /// Names that begin so are ours: one that is not in `all` is a mistake, wherever it stands.
    static let ownPrefixes = ["GORSE_", "CORE_", "FIREBASE_", "OXIO_", "STRIPE_"]
}
