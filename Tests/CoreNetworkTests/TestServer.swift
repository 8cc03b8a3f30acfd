import Logging
import Platform
import TestKit
import Telecom

@testable import CoreNetwork

/// Serves on a free port of this machine while `body` runs.
@discardableResult
func withDiameterServer<Value: Sendable>(
    _ applications: [any DiameterApplication], allowing peers: [String] = ["*.a.test@127.0.0.0/8"],
    limits: DiameterConfiguration.Limits = .init(), metrics: Metrics = Metrics(), port: Int = 0, host: String = "ocs.b.test",
    tls: DiameterTLS? = nil, calling calls: [CalledPeer] = [], onChange: @escaping @Sendable (PeerChange) -> Void = { _ in },
    _ body: @escaping @Sendable (Int, DiameterServer) async throws -> Value
) async throws -> Value {
    var configuration = DiameterConfiguration(
        listeners: [.init(host: "127.0.0.1", port: port, transport: tls == nil ? .tcp : .tls)],
        identity: DiameterIdentity(host: host, realm: "b.test"), peers: peers.map { AllowedPeer($0)! })
    configuration.tls = tls
    configuration.calls = calls
    configuration.callPauses = CallPauses(firstMilliseconds: 5, longestMilliseconds: 20)
    configuration.limits = limits
    let server = DiameterServer(
        configuration, applications: applications, time: ManualTime().source, randomness: .seeded(1), metrics: metrics,
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onChange: onChange)
    let (ports, port) = AsyncStream<Int>.makeStream()
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            try await server.run { _ = port.yield($0[0]) }
            return nil
        }
        group.addTask {
            for await port in ports { return try await body(port, server) }
            throw CancellationError()
        }
        while let result = try await group.next() {
            if let result {
                group.cancelAll()
                return result
            }
        }
        throw CancellationError()
    }
}
