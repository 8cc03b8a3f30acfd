import Diameter
import NIOCore
import NIOPosix
import Telecom
import Testing

@testable import CoreNetwork

/// A peer on a socket that writes octets as they are given and tells messages apart, without any manners of its own.
struct TestPeer {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func connected<Value: Sendable>(to port: Int, _ body: (Connection) async throws -> Value) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel, configuration: .init())
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let connection = Connection(incoming: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(connection)
        }
    }

    final class Connection {
        fileprivate var incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var received = ByteBuffer()

        fileprivate init(
            incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.incoming = incoming
            self.outbound = outbound
        }

        func send(_ message: DiameterMessage) async throws {
            var buffer = ByteBuffer()
            message.encode(into: &buffer)
            try await outbound.write(buffer)
        }

        func send(octets: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: octets)) }

        /// The next message; `nil` once the other side has closed.
        func next() async throws -> DiameterMessage? {
            while true {
                if let length = try DiameterMessage.length(atStartOf: received), let frame = received.readSlice(length: length) {
                    return try DiameterMessage(decoding: frame)
                }
                var more: ByteBuffer?
                // A connection that is reset has ended too.
                do { more = try await incoming.next() } catch is IOError { return nil }
                guard var more else { return nil }
                received.discardReadBytes()
                received.writeBuffer(&more)
            }
        }

        /// Introduces itself and returns what it was answered.
        func introduce(
            as name: String, realm: String = "a.test", applications: Set<Capabilities.Application> = [.init(.creditControl)]
        )
            async throws -> ResultCode?
        {
            let own = Capabilities(
                originHost: name, originRealm: realm, hostAddresses: [DiameterAddress(octets: [127, 0, 0, 1])!], applications: applications)
            try await send(own.request)
            return try await next()?.first(AVPs.resultCode)
        }
    }
}

extension DiameterMessage {
    /// A credit-control request with little in it.
    static func creditControl(_ session: String = "a;1", endToEnd: UInt32 = 7, realm: String = "b.test") -> DiameterMessage {
        DiameterMessage(
            flags: [.request, .proxiable], command: .creditControl, applicationID: .creditControl, hopByHop: endToEnd, endToEnd: endToEnd,
            avps: [
                AVPs.sessionID(session), AVPs.originHost("pgw.a.test"), AVPs.originRealm("a.test"), AVPs.destinationRealm(realm),
            ])
    }
}
