import Diameter
import Logging
import NIOCore
import NIOEmbedded
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// What happens with time and with peers that do not read, on a channel whose clock stands still until it is moved.
@Suite struct PeerChannelHandlerTests {
    private let metrics = Metrics()

    private func hub() -> PeerHub {
        let configuration = DiameterConfiguration(
            listeners: [], identity: DiameterIdentity(host: "ocs.b.test", realm: "b.test"), peers: [AllowedPeer("*@10.0.0.1")!]
        )
        return PeerHub(
            configuration, applications: [Never()], time: ManualTime().source, randomness: .seeded(1), metrics: metrics,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func connected(_ channel: EmbeddedChannel, calling name: String? = nil, of hub: PeerHub? = nil, introduced: Bool = true) throws
    {
        let hub = hub ?? self.hub()
        try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(DiameterFrameDecoder()),
            PeerChannelHandler(
                hub, role: name == nil ? .responder : .initiator, address: InternetAddress("10.0.0.1")!, called: name,
                eventLoop: channel.embeddedEventLoop))
        try channel.connect(to: SocketAddress(ipAddress: "10.0.0.1", port: 3868)).wait()
        guard introduced else { return }
        let peer = Capabilities(originHost: "pgw.a.test", originRealm: "a.test", hostAddresses: [], applications: [.init(.creditControl)])
        try receive(peer.request, on: channel)
        #expect(try sent(on: channel).first?.first(AVPs.resultCode) == .success)
    }

    private struct Never: DiameterApplication {
        let capability = Capabilities.Application(.creditControl)
        let commands: Set<CommandCode> = []

        func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage { request }
    }

    private func receive(_ message: DiameterMessage, on channel: EmbeddedChannel) throws {
        var buffer = ByteBuffer()
        message.encode(into: &buffer)
        try channel.writeInbound(buffer)
        channel.embeddedEventLoop.run()
    }

    private func sent(on channel: EmbeddedChannel) throws -> [DiameterMessage] {
        channel.embeddedEventLoop.run()
        var messages: [DiameterMessage] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            if buffer.readableBytes > 0 { messages.append(try DiameterMessage(decoding: buffer)) }
        }
        return messages
    }

    @Test(arguments: [("aaa.a.test", ResultCode.success), ("pgw.a.test", .electionLost)])
    func `when two nodes call each other the connection stays that reached the greater name`(name: String, answer: ResultCode) throws {
        let hub = hub()
        let peer = Capabilities(originHost: name, originRealm: "a.test", hostAddresses: [], applications: [.init(.creditControl)])
        let ours = EmbeddedChannel()
        try connected(ours, calling: name, of: hub, introduced: false)
        let introduction = try #require(try sent(on: ours).first)
        let theirs = EmbeddedChannel()
        try connected(theirs, of: hub, introduced: false)
        try receive(peer.request, on: theirs)
        #expect(try sent(on: theirs).first?.first(AVPs.resultCode) == answer)
        ours.embeddedEventLoop.run()
        theirs.embeddedEventLoop.run()
        let weWin = answer == .success
        #expect(ours.isActive == !weWin && theirs.isActive == weWin)
        if !weWin { try receive(peer.answer(to: introduction, .success), on: ours) }
        #expect(hub.table.all.map(\.originHost) == [name])
        #expect(metrics.text().contains("reason=\"\(weWin ? "election" : "refused")\"} 1"))
    }

    @Test func `a call that another node answers than the one that is meant ends`() throws {
        let hub = hub()
        let channel = EmbeddedChannel()
        try connected(channel, calling: "dra.a.test", of: hub, introduced: false)
        let introduction = try #require(try sent(on: channel).first)
        let other = Capabilities(originHost: "x.a.test", originRealm: "a.test", hostAddresses: [], applications: [.init(.creditControl)])
        try receive(other.answer(to: introduction, .success), on: channel)
        #expect(!channel.isActive && hub.table.all.isEmpty)
    }

    @Test func `who does not introduce himself within ten seconds is dropped`() throws {
        let channel = EmbeddedChannel()
        try connected(channel, introduced: false)
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(metrics.text().contains("reason=\"no_capabilities_exchange\"} 1"))
    }

    @Test func `a silent peer is asked for life after thirty seconds and given up after sixty`() throws {
        let channel = EmbeddedChannel()
        try connected(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        let asked = try sent(on: channel)
        #expect(asked.map(\.command) == [.deviceWatchdog] && asked[0].isRequest)
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        #expect(!channel.isActive)
        #expect(metrics.text().contains("reason=\"silent\"} 1") && metrics.text().contains("gorse_diameter_peers 0"))
    }

    @Test func `a peer that talks is not asked`() throws {
        let channel = EmbeddedChannel()
        try connected(channel)
        let watchdog = DiameterMessage(
            flags: .request, command: .deviceWatchdog, applicationID: .base,
            avps: [AVPs.originHost("pgw.a.test"), AVPs.originRealm("a.test")])
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
            try receive(watchdog, on: channel)
            #expect(try sent(on: channel).allSatisfy { !$0.isRequest })
        }
        #expect(channel.isActive)
    }

    @Test func `a peer that does not read is not read from, and dropped after ten seconds`() throws {
        let channel = EmbeddedChannel()
        try connected(channel)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(metrics.text().contains("reason=\"does_not_read\"} 1"))
    }

    @Test func `a peer that reads again in time stays`() throws {
        let channel = EmbeddedChannel()
        try connected(channel)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
    }

    @Test func `a half message waits for its other half, and no longer than the watchdog`() throws {
        let channel = EmbeddedChannel()
        try connected(channel)
        try channel.writeInbound(ByteBuffer(bytes: [1, 0, 0xFF, 0xFC, 0x80]))
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(!channel.isActive)
    }
}
