import Diameter
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// A node that connects to peers of its own accord, over TCP and over TLS.
@Suite(.timeLimit(.minutes(5))) struct PeerCallTests {
    private struct Echo: DiameterApplication {
        let capability = Capabilities.Application(.creditControl)
        let commands: Set<CommandCode> = [.creditControl]

        func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage {
            request.answer(.success, from: DiameterIdentity(host: "dra.b.test", realm: "b.test"))
        }
    }

    private let metrics = Metrics()

    private func serving<Value: Sendable>(
        as host: String, port: Int = 0, allowing peers: [String] = ["*.b.test@127.0.0.0/8"], tls: DiameterTLS? = nil,
        _ body: @escaping @Sendable (Int, DiameterServer) async throws -> Value
    ) async throws -> Value {
        try await withDiameterServer([Echo()], allowing: peers, port: port, host: host, tls: tls, body)
    }

    /// Runs a node that calls, and hands over what it says of peers.
    private func calling<Value: Sendable>(
        _ peer: String, tls: DiameterTLS? = nil, _ body: @escaping @Sendable (Changes, DiameterServer) async throws -> Value
    ) async throws -> Value {
        let changes = Changes()
        let called = try #require(CalledPeer(peer))
        return try await withDiameterServer(
            [Echo()], metrics: metrics, tls: tls, calling: [called], onChange: { changes.yield($0) }
        ) { _, server in try await body(changes, server) }
    }

    private struct Changes: Sendable {
        private let pair = AsyncStream<PeerChange>.makeStream()

        func yield(_ change: PeerChange) { pair.continuation.yield(change) }
        func next() async -> PeerChange? {
            for await change in pair.stream { return change }
            return nil
        }
    }

    @Test func `a node connects to its peer, asks it, and connects again when the peer has come back`() async throws {
        // The peer's port must be known before the peer is there.
        let port = try await serving(as: "dra.b.test") { port, _ in port }
        try await calling("dra.b.test@127.0.0.1:\(port)") { changes, node in
            for _ in 1...2 {
                try await serving(as: "dra.b.test", port: port) { _, _ in
                    guard case .opened(let peer)? = await changes.next() else { throw CancellationError() }
                    #expect(peer.originHost == "dra.b.test" && peer.transport == .tcp)
                    let answer = try await #require(node.peers.peer("dra.b.test")).send(.creditControl())
                    #expect(try answer.first(AVPs.resultCode) == .success)
                }
                guard case .gone(let peer, "left")? = await changes.next() else { throw CancellationError() }
                #expect(peer.originHost == "dra.b.test")
            }
        }
        #expect(metrics.text().contains("gorse_diameter_calls_total{outcome=\"open\"} 2"))
    }

    @Test func `over TLS both show certificates that name them`() async throws {
        try await TestCertificates.use { authority in
            let own = try authority.tls("ocs.b.test")
            #expect(own.ownNames == ["ocs.b.test"])
            // By its certificate the caller may come from anywhere.
            try await serving(as: "dra.b.test", allowing: ["ocs.b.test@tls"], tls: try authority.tls("dra.b.test")) { port, server in
                try await calling("dra.b.test@127.0.0.1:\(port)/tls", tls: own) { changes, node in
                    guard case .opened(let peer)? = await changes.next() else { throw CancellationError() }
                    #expect(peer.transport == .tls)
                    #expect(try await peer.send(.creditControl()).first(AVPs.resultCode) == .success)
                    #expect(server.peers.all.map(\.transport) == [.tls])
                }
            }
        }
    }

    /// Each is a pair of nodes of which one has the wrong papers; none may find the other.
    @Test(arguments: ["the caller's certificate names another", "an unknown authority", "the called one's certificate names another"])
    func `a certificate that proves nothing opens nothing`(wrong: String) async throws {
        try await TestCertificates.use { authority in
            let other = try authority.stranger()
            let called = try authority.tls(wrong.hasPrefix("the called") ? "x.b.test" : "dra.b.test")
            let caller =
                switch wrong {
                case "an unknown authority": try other.tls("ocs.b.test", trusting: authority)
                case "the caller's certificate names another": try authority.tls("x.b.test")
                default: try authority.tls("ocs.b.test")
                }
            let heard = Metrics()
            try await withDiameterServer(
                [Echo()], allowing: ["*@127.0.0.0/8"], metrics: heard, host: "dra.b.test", tls: called
            ) { port, server in
                let hub = try self.hub(tls: caller)
                await #expect(throws: (any Error).self) {
                    try await hub.call("127.0.0.1", port: port, over: .tls, name: "dra.b.test")
                }
                #expect(server.peers.all.isEmpty)
            }
            #expect(heard.text().contains("gorse_diameter_connection_ends_total"))
        }
    }

    private func hub(tls: DiameterTLS) throws -> PeerHub {
        var configuration = DiameterConfiguration(
            listeners: [], identity: DiameterIdentity(host: "ocs.b.test", realm: "b.test"), peers: [])
        configuration.tls = tls
        return PeerHub(
            configuration, applications: [Echo()], time: ManualTime().source, randomness: .seeded(1), metrics: metrics,
            log: .init(label: "test"))
    }

    @Test func `files that are not what they should be are told apart`() async throws {
        try await TestCertificates.use { authority in
            let (own, other) = (try authority.issue("a.test"), try authority.issue("b.test"))
            try authority.write("nothing", to: authority.file("text"))
            for (certificate, key, trust, role) in [
                (authority.file("text"), own.key, authority.trustFile, DiameterTLS.BadFile.Role.certificate),
                (own.certificate, authority.file("text"), authority.trustFile, .key),
                (own.certificate, other.key, authority.trustFile, .key),
                (own.certificate, own.key, authority.file("text"), .trust),
            ] {
                let failure = #expect(throws: DiameterTLS.BadFile.self) {
                    try DiameterTLS(certificateFile: certificate, keyFile: key, trustFile: trust)
                }
                #expect(failure?.role == role)
            }
        }
    }

    @Test func `a called peer is a name, an address and a port`() throws {
        let plain = try #require(CalledPeer("dra.example.org@192.0.2.1:3868"))
        #expect(plain.name == "dra.example.org" && plain.host == "192.0.2.1" && plain.port == 3868 && plain.transport == .tcp)
        let secure = try #require(CalledPeer("dra.example.org@[2001:db8::1]:5658/tls"))
        #expect(secure.host == "2001:db8::1" && secure.transport == .tls)
        for text in [
            "", "dra@", "dra.test@192.0.2.1", "dra.test@192.0.2.1:0", "dra.test@2001:db8::1:3868", "*.test@192.0.2.1:1", "a@host:1",
        ] {
            #expect(CalledPeer(text) == nil, "\(text)")
        }
    }

    @Test func `pauses between calls double up to the longest, and begin anew when the peer was there`() {
        let randomness = Randomness.seeded(7)
        var pauses = CallPauses(firstMilliseconds: 1000, longestMilliseconds: 30_000)
        for whole in [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] as [Int64] {
            #expect((whole * 3 / 4...whole).contains(pauses.next(randomness)))
        }
        pauses.reset()
        #expect(pauses.next(randomness) <= 1000)
    }
}
