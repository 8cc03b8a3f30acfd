import AsyncHTTPClient
import CoreNetwork
import Foundation
import HTTPAPI
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Platform
import Providers
import ServiceLifecycle

/// One serving process: the doors, the job worker and the sealer over one platform.
struct Node: Sendable {
    let configuration: Configuration
    let platform: Platform

    /// Serves until SIGTERM or SIGINT. Then, one after another: it takes no new connections and answers the requests that it has accepted
    /// (30 seconds at most), lets the jobs that run come to their end, seals the audit log and closes the store.
    /// - Parameter onListening: told the port once connections are taken.
    func serve(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        try await platform.refreshBooks()
        try await platform.scheduleRemovalOfExpired()
        let trace = DiameterTrace(time: platform.time)
        let reports = configuration.diameter.map { PeerReports(platform, as: $0.identity) }
        let diameter = try Assembly.diameter(platform, configuration, trace: trace, reports: reports)
        let worker = JobWorker(Assembly.platform(platform, reachingPeersOf: diameter, configuration))
        let shutdown = Shutdown()
        // Stopped from the last to the first.
        var services: [any Service] = [
            Memory(platform: platform), Books(platform: platform), Presence(platform: platform), Reclaiming(platform: platform),
            Work(worker: worker),
        ]
        if let diameter, let reports {
            services.append(
                DiameterDoor(
                    server: diameter, reports: reports, trace: trace, traceSocket: Assembly.traceSocket(configuration),
                    configuration: configuration.diameter!, log: platform.log))
        }
        if let radius = configuration.radius { services.append(RADIUSDoor(platform: platform, configuration: radius)) }
        if !configuration.nchfConsumers.isEmpty {
            services.append(NchfNotices(platform: platform, consumers: configuration.nchfConsumers))
        }
        services += [Door(application: try application(worker, shutdown, onListening)), Announcement(shutdown: shutdown)]
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(platform.log))
        group.maximumCancellationDuration = .seconds(30)
        try await ServiceGroup(configuration: group).run()
        platform.log.info("stopped", metadata: ["requests": "\(platform.metrics.requestsReceived.value)"])
    }

    private func application(
        _ worker: JobWorker, _ shutdown: Shutdown, _ onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> some ApplicationProtocol {
        let doors = Assembly.doors(platform, configuration)
        let scheme = configuration.tls == nil ? "http" : "https"
        return Application(
            responder: OperationsResponder(platform: platform, worker: worker, shutdown: shutdown, next: doors),
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: .maximum(Self.mostConnections, logger: quiet(platform.log))),
            onServerRunning: { [platform, configuration] channel in
                let port = channel.localAddress?.port ?? configuration.port
                platform.log.info("listening on \(scheme)://\(configuration.host):\(port)", metadata: ["port": "\(port)"])
                await onListening(port)
            },
            logger: quiet(platform.log))
    }

    private func server() throws -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [MalformedRequestHandler(randomness: platform.randomness, log: platform.log)],
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: HeaderBounds.fieldSize, maxHeaderListSize: HeaderBounds.listSize,
                    maxHeaderFieldCount: HeaderBounds.fieldCount)))
        guard let tls = configuration.tls else { return http }
        let settings = try serverSettings(tls.certificateFile, tls.keyFile)
        return try .tls(http, tlsConfiguration: settings)
    }

    /// - Throws: `ConfigurationError` that names the key and the file at fault.
    private func serverSettings(_ certificateFile: String, _ keyFile: String) throws(ConfigurationError) -> TLSConfiguration {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificateFile), !chain.isEmpty else {
            throw ConfigurationError(problems: ["TLS_CERT: \(certificateFile) is not a chain of certificates in PEM"])
        }
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else {
            throw ConfigurationError(problems: ["TLS_KEY: \(keyFile) is not a private key in PEM"])
        }
        let settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        guard (try? NIOSSLContext(configuration: settings)) != nil else {
            throw ConfigurationError(problems: ["TLS_KEY: \(keyFile) is not the key of the certificate in \(certificateFile)"])
        }
        return settings
    }

    /// Connections that are open at once; more wait in the system's queue. The database needs descriptors too.
    private static var mostConnections: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
        return max(64, min(8192, Int(clamping: limit.rlim_cur) / 2))
    }

    /// The libraries' own words about starting and stopping say nothing that ours do not.
    private func quiet(_ log: Logger) -> Logger {
        var log = log
        log.logLevel = max(log.logLevel, .warning)
        return log
    }
}

/// Tells load balancers first.
private struct Announcement: Service {
    let shutdown: Shutdown

    func run() async throws {
        try await gracefulShutdown()
        shutdown.begin()
    }
}

private struct Door<Application: ApplicationProtocol>: Service {
    let application: Application

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: .seconds(30))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

private struct DiameterDoor: Service {
    let server: DiameterServer
    let reports: PeerReports
    let trace: DiameterTrace
    let traceSocket: String
    let configuration: DiameterConfiguration
    let log: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup { group in
                group.addTask { try await serve() }
                group.addTask { await reports.keep(server.peers) }
                group.addTask { await handOutTraces() }
                try await group.waitForAll()
            }
        }
    }

    private func handOutTraces() async {
        do {
            try await trace.serve(at: traceSocket)
        } catch {
            log.warning("Diameter cannot be traced", metadata: ["socket": "\(traceSocket)", "error": "\(error)"])
        }
    }

    private func serve() async throws {
        do {
            try await server.run { ports in
                for (listener, port) in zip(configuration.listeners, ports) {
                    let (over, key) = listener.transport == .tls ? (" over TLS", "diameter_tls_port") : ("", "diameter_port")
                    log.info(
                        "listening for Diameter peers\(over) on \(listener.host):\(port) as \(configuration.identity.host)",
                        metadata: [key: "\(port)"])
                }
            }
        } catch is IOError {
            throw ConfigurationError(
                problems: ["CORE_DIAMETER_LISTEN or CORE_DIAMETER_TLS_LISTEN: this address cannot be listened on"])
        }
    }
}

private struct RADIUSDoor: Service {
    let platform: Platform
    let configuration: RADIUSConfiguration

    func run() async throws {
        let server = RADIUSServer(platform, configuration)
        do {
            try await cancelWhenGracefulShutdown {
                try await server.run { port in
                    platform.log.info("listening for RADIUS on \(configuration.host):\(port)", metadata: ["radius_port": "\(port)"])
                }
            }
        } catch is IOError {
            throw ConfigurationError(problems: ["CORE_RADIUS_LISTEN: this address cannot be listened on"])
        }
    }
}

/// Without redirects: only whom the operator has listed is called.
private struct NchfNotices: Service {
    let platform: Platform
    let consumers: Set<NchfConsumer>

    func run() async throws {
        let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
        await cancelWhenGracefulShutdown { await NchfNotifier(platform, client: client, consumers: consumers).run() }
        try await client.shutdown()
    }
}

private struct Work: Service {
    let worker: JobWorker

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}

private struct Reclaiming: Service {
    let platform: Platform

    func run() async throws {
        await cancelWhenGracefulShutdown { await platform.keepReservationsReclaimed() }
        await platform.charging.close()
    }
}

private struct Books: Service {
    let platform: Platform

    func run() async throws {
        await cancelWhenGracefulShutdown { await platform.keepBooksCurrent() }
    }
}

private struct Presence: Service {
    let platform: Platform

    func run() async throws {
        await cancelWhenGracefulShutdown { await platform.keepNodeReported { platform.metrics.requestsReceived.value } }
    }
}

private struct Memory: Service {
    let platform: Platform

    func run() async throws {
        await cancelWhenGracefulShutdown { await platform.keepAuditSealed() }
        do {
            try await platform.sealAudit()
        } catch {
            platform.log.warning("the last audit events are not sealed", metadata: ["error": "\(error)"])
        }
        await platform.store.close()
    }
}
