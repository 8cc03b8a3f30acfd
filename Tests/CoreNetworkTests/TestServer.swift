import Logging
import Platform
import TestKit
import Telecom

@testable import CoreNetwork

/// Serves on a free port of this machine while `body` runs.
@discardableResult
func withDiameterServer<Value: Sendable>(
    _ applications: [any DiameterApplication], allowing peers: [String] = ["*.a.test@127.0.0.0/8"],
    limits: DiameterConfiguration.Limits = .init(), metrics: Metrics = Metrics(),
    _ body: @escaping @Sendable (Int, DiameterServer) async throws -> Value
) async throws -> Value {
    var configuration = DiameterConfiguration(
        host: "127.0.0.1", port: 0, identity: DiameterIdentity(host: "ocs.b.test", realm: "b.test"),
        peers: peers.map { AllowedPeer($0)! })
    configuration.limits = limits
    let server = DiameterServer(
        configuration, applications: applications, time: ManualTime().source, randomness: .seeded(1), metrics: metrics,
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, port) = AsyncStream<Int>.makeStream()
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            try await server.run { _ = port.yield($0) }
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
