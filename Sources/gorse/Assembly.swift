import AsyncHTTPClient
import CoreNetwork
import Foundation
import HTTPAPI
import Hummingbird
import Logging
import Platform
import Providers
import Store
import Telecom
import WebUI

/// Builds what the commands run from the configuration. The one place where an engine and the providers are chosen.
enum Assembly {
    /// The platform over an open store of the newest schema.
    /// - Throws: `ConfigurationError`, `StoreError`.
    static func platform(_ configuration: Configuration) async throws -> Platform {
        try makeDataFolder(configuration)
        let time = TimeSource.system
        let randomness = Randomness.system
        let log = Logger(label: "gorse")
        let masterKey = try MasterKey(MasterKeyFile.masterKey(for: configuration, randomness))
        let catalogs = try catalogs(configuration, at: time.now())
        let store = try store(configuration)
        let applied = try await Migrator(store).migrate(at: time.now())
        if let newest = applied.last { log.info("schema brought up", metadata: ["migration": "\(newest.number)-\(newest.name)"]) }
        let identity = identity(configuration, store, masterKey, time, randomness, log)
        return Platform(
            store: store,
            catalogs: catalogs,
            carrier: OwnNetwork(
                try ownNetwork(configuration), store: store, masterKey: masterKey, time: time, randomness: randomness),
            numberPlan: configuration.numberPlan,
            masterKey: masterKey,
            time: time,
            randomness: randomness,
            log: log,
            identityVerifiers: [identity.verifier],
            identityDirectory: identity.directory,
            payments: TestCards(books: store, masterKey: masterKey, time: time, randomness: randomness),
            publicURL: configuration.publicURL)
    }

    /// The API and the pages.
    static func doors(_ platform: Platform, _ configuration: Configuration) -> APIRouter {
        var door = DoorConfiguration()
        door.trustedProxies = configuration.trustedProxies
        door.publicRequestsPerMinute = configuration.publicRequestsPerMinute
        door.requestTimeLimit = .seconds(configuration.requestSeconds)
        door.isSecure = configuration.publicURL.hasPrefix("https://")
        return APIRouter(
            platform: platform, endpoints: Routes.all + Pages.all, configuration: door,
            authenticate: configuration.isIdentityEmulator ? platform.authenticatorWithEmulatorOwner() : nil,
            refusalPage: Pages.refusalPage(platform))
    }

    /// The Diameter door with its applications; `nil` where it is not configured.
    /// - Throws: `ConfigurationError` that names the key and the file at fault.
    static func diameter(
        _ platform: Platform, _ configuration: Configuration, trace: DiameterTrace, reports: PeerReports?
    ) throws(ConfigurationError) -> DiameterServer? {
        guard var diameter = configuration.diameter else { return nil }
        diameter.tls = try diameterTLS(configuration, of: diameter.identity)
        return DiameterServer(
            diameter,
            applications: [
                GyApplication(platform, identity: diameter.identity, finalUnit: configuration.finalUnit),
                S6aApplication(platform, as: diameter.identity),
                GxApplication(platform, as: diameter.identity),
            ],
            time: platform.time, randomness: platform.randomness, metrics: platform.metrics, log: platform.log, trace: trace,
            onChange: { reports?.heard($0) })
    }

    /// Where a node hands out what passes its Diameter door.
    static func traceSocket(_ configuration: Configuration) -> String { configuration.dataFolder + "/diameter.trace" }

    private static func diameterTLS(
        _ configuration: Configuration, of identity: DiameterIdentity
    ) throws(ConfigurationError) -> DiameterTLS? {
        guard let files = configuration.diameterTLS else { return nil }
        do {
            let tls = try DiameterTLS(certificateFile: files.certificateFile, keyFile: files.keyFile, trustFile: files.trustFile)
            guard tls.ownNames.contains(identity.host.lowercased()) else {
                throw ConfigurationError(problems: ["CORE_DIAMETER_TLS_CERT: \(files.certificateFile) does not name \(identity.host)"])
            }
            return tls
        } catch let error as DiameterTLS.BadFile {
            let (key, file) =
                switch error.role {
                case .certificate: ("CORE_DIAMETER_TLS_CERT", files.certificateFile)
                case .key: ("CORE_DIAMETER_TLS_KEY", files.keyFile)
                case .trust: ("CORE_DIAMETER_TLS_TRUST", files.trustFile)
                }
            throw ConfigurationError(problems: ["\(key): \(file) \(error.problem)"])
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(problems: ["CORE_DIAMETER_TLS_CERT cannot be used"])
        }
    }

    /// The platform with the ways into the network that the Diameter door opens.
    static func platform(_ platform: Platform, reachingPeersOf diameter: DiameterServer?, _ configuration: Configuration) -> Platform {
        guard let diameter, let identity = configuration.diameter?.identity else { return platform }
        var platform = platform
        platform.servingNodes = S6aServingNodes(
            diameter.peers, as: identity, time: platform.time, randomness: platform.randomness)
        return platform
    }

    /// The database, as it is.
    static func store(_ configuration: Configuration) throws -> any SQLEngine {
        try makeDataFolder(configuration)
        return try configuration.database.open(log: Logger(label: "gorse"))
    }

    static func makeDataFolder(_ configuration: Configuration) throws(ConfigurationError) {
        do {
            try FileManager.default.createDirectory(
                atPath: configuration.dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ConfigurationError(problems: ["GORSE_DATA: the folder cannot be made"])
        }
    }

    private static func catalogs(_ configuration: Configuration, at time: Timestamp) throws(ConfigurationError) -> CatalogBook {
        do {
            let own = configuration.dataFolder + "/catalog.yaml"
            let file = configuration.catalogFile ?? (FileManager.default.fileExists(atPath: own) ? own : nil)
            return try CatalogBook.load(file, at: time)
        } catch {
            throw ConfigurationError(problems: ["GORSE_CATALOG: \(error)"])
        }
    }

    /// Phones fetch their profiles where people reach this installation.
    private static func ownNetwork(_ configuration: Configuration) throws(ConfigurationError) -> OwnNetwork.Settings {
        let address = configuration.publicURL.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let settings = OwnNetwork.Settings(
            smdpAddress: address, plmn: configuration.plmn, numberPlan: configuration.numberPlan,
            mintsInventory: configuration.mintsInventory)
        guard let settings else {
            throw ConfigurationError(problems: ["PUBLIC_URL must name a host with an optional port, for activation codes"])
        }
        return settings
    }
}
