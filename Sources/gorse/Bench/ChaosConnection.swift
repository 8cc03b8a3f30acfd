import Diameter
import NIOCore
import NIOPosix

/// A gateway's connection without manners: it writes what it is given, and ends without a goodbye.
final class ChaosConnection {
    /// The node is gone, or turned the gateway away.
    struct Cut: Error {}

    private var incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    private var lastIdentifier = UInt32.random(in: 0 ... .max)

    private init(
        incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.incoming = incoming
        self.outbound = outbound
    }

    /// Connects, exchanges capabilities and hands the connection to `body`; whatever `body` does, the connection then ends at once.
    /// - Throws: what connecting or `body` throws; `Cut` when capabilities are refused.
    static func open<Value: Sendable>(
        port: Int, host: String, realm: String, _ body: (ChaosConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel, configuration: .init())
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let connection = ChaosConnection(incoming: inbound.makeAsyncIterator(), outbound: outbound)
            let own = Capabilities(
                originHost: host, originRealm: realm, hostAddresses: [DiameterAddress(octets: [127, 0, 0, 1])!],
                applications: [.init(.creditControl)])
            let answer = try await connection.answer(to: try await connection.send(own.request))
            guard try answer.first(AVPs.resultCode) == .success else { throw Cut() }
            return try await body(connection)
        }
    }

    /// - Returns: the hop-by-hop identifier to find the answer by.
    func send(_ message: DiameterMessage) async throws -> UInt32 {
        var message = message
        lastIdentifier &+= 1
        message.hopByHop = lastIdentifier
        // The same request has the same end-to-end identifier each time that it is sent; here its number may stand for it.
        if message.endToEnd == 0 { message.endToEnd = lastIdentifier }
        var buffer = ByteBuffer()
        message.encode(into: &buffer)
        try await outbound.write(buffer)
        return lastIdentifier
    }

    /// The answer to a request; answers to others that come before are dropped, and the server's requests left unanswered.
    /// - Throws: `Cut` when the connection ends before.
    func answer(to identifier: UInt32) async throws -> DiameterMessage {
        while true {
            if let length = try DiameterMessage.length(atStartOf: received), let frame = received.readSlice(length: length) {
                let message = try DiameterMessage(decoding: frame)
                if !message.isRequest, message.hopByHop == identifier { return message }
                continue
            }
            guard var more = try await incoming.next() else { throw Cut() }
            received.discardReadBytes()
            received.writeBuffer(&more)
        }
    }
}
