import Diameter
import Logging
import NIOCore
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// Answers every credit-control request with success, when it is let to.
private struct Echo: DiameterApplication {
    let capability = Capabilities.Application(.creditControl)
    let commands: Set<CommandCode> = [.creditControl]
    var gate: @Sendable () async -> Void = {}

    func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage {
        await gate()
        return request.answer(.success, from: DiameterIdentity(host: "ocs.b.test", realm: "b.test"))
    }
}

@Suite(.timeLimit(.minutes(5))) struct DiameterServerTests {
    private let metrics = Metrics()

    /// Serves on a free port while `body` runs.
    private func serving<Value: Sendable>(
        allowing peers: [String] = ["*.a.test@127.0.0.0/8"], limits: DiameterConfiguration.Limits = .init(),
        gate: @escaping @Sendable () async -> Void = {},
        _ body: @escaping @Sendable (Int, DiameterServer) async throws -> Value
    ) async throws -> Value {
        try await withDiameterServer([Echo(gate: gate)], allowing: peers, limits: limits, metrics: metrics, body)
    }

    private func count(_ line: String) -> Bool { metrics.text().contains(line) }

    @Test func `a peer introduces itself, asks and is answered with its identifiers and its proxies' state`() async throws {
        try await serving { port, server in
            try await TestPeer.connected(to: port) { peer in
                let introduction = try await peer.introduce(as: "pgw.a.test")
                #expect(introduction == .success)
                var request = DiameterMessage.creditControl(endToEnd: 99)
                request.append(AVPs.proxyInfo, AVPGroup([AVPs.proxyHost("dra.a.test"), AVPs.proxyState([1, 2, 3])]))
                try await peer.send(request)
                let answer = try #require(try await peer.next())
                #expect(answer.hopByHop == 99 && answer.endToEnd == 99 && !answer.isRequest)
                #expect(try answer.first(AVPs.resultCode) == .success)
                #expect(try answer.first(AVPs.proxyInfo)?.first(AVPs.proxyState) == [1, 2, 3])
                #expect(server.peers.all.map(\.originHost) == ["pgw.a.test"])
            }
        }
        #expect(count("gorse_diameter_requests_total{command=\"ccr\",result=\"2001\"} 1"))
        #expect(count("gorse_diameter_request_seconds_count{command=\"ccr\"} 1"))
    }

    @Test func `an unknown peer is answered 3010, one without a common application 5010, and both are sent away`() async throws {
        try await serving { port, server in
            try await TestPeer.connected(to: port) { peer in
                let answer = try await peer.introduce(as: "mallory.test")
                #expect(answer == .unknownPeer)
                let end = try await peer.next()
                #expect(end == nil)
            }
            try await TestPeer.connected(to: port) { peer in
                let answer = try await peer.introduce(as: "mme.a.test", applications: [.init(.s6a, vendorID: vendor3GPP)])
                #expect(answer == .noCommonApplication)
                let end = try await peer.next()
                #expect(end == nil)
            }
            #expect(server.peers.all.isEmpty)
        }
        #expect(count("gorse_diameter_connection_ends_total{reason=\"refused\"} 2"))
    }

    @Test func `an address that no peer has is not listened to`() async throws {
        try await serving(allowing: ["*@10.0.0.0/8"]) { port, _ in
            try await TestPeer.connected(to: port) { peer in
                let end = try await peer.next()
                #expect(end == nil)
            }
        }
        #expect(count("gorse_diameter_connection_ends_total{reason=\"address\"} 1"))
    }

    @Test func `requests that are not for us are answered with the protocol error that says so`() async throws {
        try await serving { port, _ in
            try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "pgw.a.test")
                var looped = DiameterMessage.creditControl()
                looped.append(AVPs.routeRecord, "OCS.b.test")
                var otherApplication = DiameterMessage.creditControl()
                otherApplication.applicationID = .gx
                var otherCommand = DiameterMessage.creditControl()
                otherCommand.command = .abortSession
                let asked: [(DiameterMessage, ResultCode)] = [
                    (.creditControl(realm: "c.test"), .realmNotServed), (looped, .loopDetected),
                    (otherApplication, .applicationUnsupported), (otherCommand, .commandUnsupported),
                ]
                for (request, expected) in asked {
                    try await peer.send(request)
                    let answer = try #require(try await peer.next())
                    #expect(try answer.first(AVPs.resultCode) == expected)
                    #expect(answer.flags.contains(.error))
                }
            }
        }
    }

    @Test func `a request that cannot be decoded is answered, and the connection goes on`() async throws {
        try await serving { port, _ in
            try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "pgw.a.test")
                var octets = ByteBuffer()
                DiameterMessage.creditControl().encode(into: &octets)
                octets.setInteger(UInt32(0x40FF_FFFF), at: 24)  // The first AVP says that it is 16 MB long.
                try await peer.send(octets: Array(octets.readableBytesView))
                let answer = try #require(try await peer.next())
                #expect(try answer.first(AVPs.resultCode) == .invalidAVPLength)
                #expect(try answer.first(AVPs.failedAVP)?.avps.first?.code == AVPs.sessionID.code)
                try await peer.send(.creditControl())
                #expect(try await peer.next()?.first(AVPs.resultCode) == .success)
            }
        }
    }

    @Test(arguments: [
        ([2, 0, 0, 20] + [UInt8](repeating: 0, count: 16), "another version"), ([1, 0xFF, 0xFF, 0xFF], "16 MB"),
        ([1, 0, 0, 21], "no multiple of four"),
        ([1, 0, 0, 4], "shorter than a header"), (Array("GET / HTTP/1.1\r\n\r\n".utf8), "HTTP"),
    ])
    func `octets that are no messages end the connection and leave others alone`(octets: [UInt8], what: String) async throws {
        try await serving { port, _ in
            try await TestPeer.connected(to: port) { good in
                _ = try await good.introduce(as: "pgw.a.test")
                try await TestPeer.connected(to: port) { bad in
                    try await bad.send(octets: octets)
                    let end = try await bad.next()
                    #expect(end == nil)
                }
                try await TestPeer.connected(to: port) { bad in
                    _ = try await bad.introduce(as: "bad.a.test")
                    try await bad.send(octets: octets)
                    while try await bad.next() != nil {}
                }
                try await good.send(.creditControl())
                #expect(try await good.next()?.first(AVPs.resultCode) == .success)
            }
        }
        #expect(count("reason=\"malformed\"} 2"))
    }

    @Test func `connections that do not introduce themselves make room for those that do`() async throws {
        var limits = DiameterConfiguration.Limits()
        limits.connectionsOfOneAddress = 3
        try await serving(limits: limits) { port, server in
            try await TestPeer.connected(to: port) { first in
                _ = try await first.introduce(as: "pgw1.a.test")
                try await TestPeer.connected(to: port) { silent in
                    try await TestPeer.connected(to: port) { _ in
                        try await TestPeer.connected(to: port) { peer in
                            let answer = try await peer.introduce(as: "pgw2.a.test")
                            #expect(answer == .success)
                            let end = try await silent.next()
                            #expect(end == nil, "the oldest silent one went")
                        }
                    }
                }
                try await first.send(.creditControl())
                #expect(try await first.next()?.first(AVPs.resultCode) == .success)
            }
        }
        #expect(count("reason=\"made_room\"} 1"))
    }

    @Test func `where every place is taken by a peer, a new connection is refused`() async throws {
        var limits = DiameterConfiguration.Limits()
        limits.connections = 1
        try await serving(limits: limits) { port, _ in
            try await TestPeer.connected(to: port) { first in
                _ = try await first.introduce(as: "pgw1.a.test")
                try await TestPeer.connected(to: port) { peer in
                    let end = try await peer.next()
                    #expect(end == nil)
                }
            }
        }
        #expect(count("reason=\"too_many_connections\"} 1"))
    }

    @Test func `a second connection under one name is turned away and the first one asked for life`() async throws {
        try await serving { port, server in
            try await TestPeer.connected(to: port) { first in
                _ = try await first.introduce(as: "pgw.a.test")
                try await TestPeer.connected(to: port) { second in
                    let answer = try await second.introduce(as: "PGW.a.test")
                    #expect(answer == .electionLost)
                    let end = try await second.next()
                    #expect(end == nil)
                }
                #expect(try await first.next()?.command == .deviceWatchdog)
                #expect(server.peers.peer("pgw.A.test") != nil)
            }
        }
    }

    @Test func `our own requests find their answers, in any order`() async throws {
        try await serving { port, server in
            try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "pgw.a.test")
                let there = try #require(server.peers.route(to: "pgw.a.test", for: .creditControl))
                let request = DiameterMessage(flags: .request, command: .reAuth, applicationID: .creditControl)
                async let first = there.send(request)
                let asked = try #require(try await peer.next())
                async let second = there.send(request)
                let askedNext = try #require(try await peer.next())
                #expect(asked.hopByHop != askedNext.hopByHop && asked.endToEnd != askedNext.endToEnd)
                for (request, code) in [(askedNext, ResultCode.unknownSessionID), (asked, .success)] {
                    try await peer.send(request.answer(sessionID: nil, resultCode: code, originHost: "pgw.a.test", originRealm: "a.test"))
                }
                #expect(try await first.first(AVPs.resultCode) == .success)
                #expect(try await second.first(AVPs.resultCode) == .unknownSessionID)
            }
        }
    }

    @Test func `a request of ours is told when its peer is lost`() async throws {
        try await serving { port, server in
            let there = try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "pgw.a.test")
                return try #require(server.peers.peer("pgw.a.test"))
            }
            await #expect(throws: PeerError.lost) {
                try await there.send(DiameterMessage(flags: .request, command: .reAuth, applicationID: .creditControl))
            }
        }
    }

    @Test func `a stop answers what is being answered, says goodbye and takes no more`() async throws {
        let (arrived, arrive) = AsyncStream<Void>.makeStream()
        let (opened, open) = AsyncStream<Void>.makeStream()
        let gate: @Sendable () async -> Void = {
            arrive.yield()
            for await _ in opened { break }
        }
        let ended = Lock<[DiameterMessage]>([])
        let peerTask: Lock<Task<Void, any Error>?> = Lock(nil)
        try await serving(gate: gate) { port, _ in
            let task = Task {
                try await TestPeer.connected(to: port) { peer in
                    _ = try await peer.introduce(as: "pgw.a.test")
                    try await peer.send(.creditControl())
                    while let message = try await peer.next() {
                        ended.withLock { $0.append(message) }
                        guard message.command == .disconnectPeer else { continue }
                        try await peer.send(
                            message.answer(sessionID: nil, resultCode: .success, originHost: "pgw.a.test", originRealm: "a.test"))
                    }
                }
            }
            peerTask.withLock { $0 = task }
            for await _ in arrived { break }
            // The server is stopped when this returns; the request is let go a moment later.
            Task { open.yield() }
        }
        try await peerTask.withLock { $0 }?.value
        let messages = ended.withLock { $0 }
        #expect(messages.map(\.command) == [.creditControl, .disconnectPeer])
        #expect(try messages.last?.first(AVPs.disconnectCause) == .rebooting)
        #expect(count("reason=\"left\"} 1"))
    }
}
