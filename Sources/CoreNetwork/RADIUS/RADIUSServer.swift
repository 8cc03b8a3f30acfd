import Charging
import Logging
import NIOCore
import NIOPosix
import Platform
import RADIUS
import Store
import Telecom

/// The RADIUS door: access points ask it whether a SIM may use their Wi-Fi, and tell it what was used. Source: RFC 2865, RFC 2866, RFC 5176.
public final class RADIUSServer: Sendable {
    /// Requests that are being answered at once; what comes beyond them is dropped, and the client asks again.
    static let mostRequests = 512
    /// Octets of Proxy-State that a request may have, so that our answer has room for them beside its own.
    static let mostProxyState = 2048

    private let platform: Platform
    private let configuration: RADIUSConfiguration
    private let metrics: RADIUSMetrics
    private let authentication: WiFiAuthentication
    private let accounting: WiFiAccounting
    private let recent = Lock(RecentAnswers())
    private let underWay = Lock(0)
    private let disconnects = Disconnects()

    public init(_ platform: Platform, _ configuration: RADIUSConfiguration) {
        self.platform = platform
        self.configuration = configuration
        metrics = RADIUSMetrics(platform.metrics)
        authentication = WiFiAuthentication(platform: platform)
        accounting = WiFiAccounting(platform: platform)
    }

    /// Serves until the task is cancelled; what is being answered then is answered.
    /// - Parameter onListening: told the port once datagrams are taken.
    /// - Throws: when the address cannot be listened on.
    public func run(onListening: @Sendable (Int) -> Void = { _ in }) async throws {
        let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: RADIUSPacket.longest + 1))
            .bind(host: configuration.host, port: configuration.port)
            .flatMapThrowing { channel in
                try NIOAsyncChannel<AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>>(wrappingChannelSynchronously: channel)
            }.get()
        onListening(channel.channel.localAddress?.port ?? configuration.port)
        try await channel.executeThenClose { inbound, outbound in
            await withDiscardingTaskGroup { group in
                group.addTask { await self.hearNotices(outbound) }
                do {
                    for try await datagram in inbound {
                        guard underWay.withLock({ $0 < Self.mostRequests }) else {
                            metrics.dropped("busy")
                            continue
                        }
                        underWay.withLock { $0 += 1 }
                        group.addTask {
                            await self.take(datagram, outbound)
                            self.underWay.withLock { $0 -= 1 }
                        }
                    }
                } catch {
                    platform.log.warning("the RADIUS door has lost its socket", metadata: ["error": "\(error)"])
                }
                group.cancelAll()
            }
        }
    }

    private typealias Writer = NIOAsyncChannelOutboundWriter<AddressedEnvelope<ByteBuffer>>

    private func take(_ datagram: AddressedEnvelope<ByteBuffer>, _ outbound: Writer) async {
        guard let address = datagram.remoteAddress.ipAddress.flatMap({ InternetAddress($0) }), let port = datagram.remoteAddress.port,
            let secret = configuration.secret(of: address)
        else { return metrics.dropped("address") }
        let packet: RADIUSPacket
        do {
            packet = try RADIUSPacket(decoding: Array(datagram.data.readableBytesView))
        } catch {
            return metrics.dropped("malformed")
        }
        guard packet.proxyStates.reduce(0, { $0 + 2 + $1.value.count }) <= Self.mostProxyState else { return metrics.dropped("malformed") }
        switch packet.code {
        case .accessRequest:
            guard packet.isProvedAccess(by: secret) else { return metrics.dropped("unproved") }
        case .accountingRequest:
            guard packet.isProvedAccounting(by: secret) else { return metrics.dropped("unproved") }
        case .disconnectACK, .disconnectNAK: return disconnects.heard(packet, from: address)
        case .accessAccept, .accessReject, .accountingResponse, .accessChallenge, .disconnectRequest: return metrics.dropped("code")
        }
        let key = RecentAnswers.Key(address: address, port: port, identifier: packet.identifier, authenticator: packet.authenticator)
        switch recent.withLock({ $0.begin(key, at: platform.time.now()) }) {
        case .underWay: return metrics.dropped("under_way")
        case .answered(let octets): return await send(octets, to: datagram.remoteAddress, outbound)
        case nil: break
        }
        let octets = await answer(packet, from: address, secret, outbound)
        recent.withLock { $0.end(key, octets, at: platform.time.now()) }
        if let octets { await send(octets, to: datagram.remoteAddress, outbound) }
    }

    /// - Returns: `nil` where the client must ask again.
    private func answer(_ packet: RADIUSPacket, from address: InternetAddress, _ secret: RADIUSSecret, _ outbound: Writer) async -> [UInt8]?
    {
        do {
            if packet.code == .accessRequest {
                let (answer, result) = try await authentication.answer(.init(packet, from: address, by: secret))
                metrics.answered(packet.code, result)
                return answer.encoded
            }
            switch try await accounting.record(packet, from: address) {
            case .unrecorded(let reason):
                metrics.answered(packet.code, reason)
                return nil
            case .recorded(let session, let refusal):
                metrics.answered(packet.code, refusal?.word ?? "recorded")
                if let session, refusal != nil { Task { await self.disconnect(session, outbound) } }
                return packet.answer(.accountingResponse, by: secret).encoded
            }
        } catch {
            metrics.answered(packet.code, "failed")
            platform.log.warning("a RADIUS request is not answered", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func hearNotices(_ outbound: Writer) async {
        for await notice in platform.sessionNotices() {
            guard case .lineStopped = notice else { continue }
            do {
                let sessions = try await platform.openSessions(concernedBy: notice)
                for session in sessions where session.gateway.realm == WiFiSession.realm {
                    guard let known = WiFiSession(chargingID: session.sessionID) else { continue }
                    Task { await self.disconnect(known, outbound) }
                }
            } catch {
                platform.log.warning("access points are not told of a change", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Has an access point end a session: asked three times, three seconds apart. Source: RFC 5176 §3.
    private func disconnect(_ session: WiFiSession, _ outbound: Writer) async {
        guard let secret = configuration.secret(of: session.client),
            let to = try? SocketAddress(ipAddress: "\(session.client)", port: configuration.disconnectPort),
            let (identifier, answers) = disconnects.begin(session.client)
        else { return metrics.disconnected("not_sent") }
        defer { disconnects.end(session.client, identifier) }
        let packet = RADIUSPacket.request(
            .disconnectRequest, identifier: identifier,
            [
                .init(type: Attributes.acctSessionID.type, value: session.accountingID),
                Attributes.eventTimestamp(UInt32(clamping: platform.time.now().secondsSince1970)),
            ], by: secret)
        let asking = Task {
            for _ in 0..<3 {
                await send(packet.encoded, to: to, outbound)
                try await Task.sleep(for: .seconds(3))
            }
            disconnects.giveUp(session.client, identifier)
        }
        var result = "none"
        for await answer in answers where answer.isProvedAnswer(to: packet.authenticator, by: secret) {
            result = answer.code == .disconnectACK ? "ack" : "nak"
            break
        }
        asking.cancel()
        metrics.disconnected(result)
    }

    private func send(_ octets: [UInt8], to address: SocketAddress, _ outbound: Writer) async {
        try? await outbound.write(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: octets)))
    }
}

/// Our own requests that wait for an answer: at most 256 of a client, as many as identifiers.
final class Disconnects: Sendable {
    private struct State {
        var waiting: [InternetAddress: [UInt8: AsyncStream<RADIUSPacket>.Continuation]] = [:]
        var next: UInt8 = 0
    }

    private let state = Lock(State())

    /// - Returns: `nil` when every identifier is in use.
    func begin(_ client: InternetAddress) -> (UInt8, AsyncStream<RADIUSPacket>)? {
        let (stream, continuation) = AsyncStream<RADIUSPacket>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let identifier: UInt8? = state.withLock { state in
            let used = state.waiting[client, default: [:]]
            let start = state.next
            guard let free = (0...UInt8.max).map({ start &+ $0 }).first(where: { used[$0] == nil }) else { return nil }
            state.next = free &+ 1
            state.waiting[client, default: [:]][free] = continuation
            return free
        }
        return identifier.map { ($0, stream) }
    }

    func heard(_ packet: RADIUSPacket, from client: InternetAddress) {
        _ = state.withLock { $0.waiting[client]?[packet.identifier] }?.yield(packet)
    }

    func giveUp(_ client: InternetAddress, _ identifier: UInt8) { state.withLock { $0.waiting[client]?[identifier] }?.finish() }

    func end(_ client: InternetAddress, _ identifier: UInt8) {
        let continuation = state.withLock { state in
            defer { if state.waiting[client]?.isEmpty == true { state.waiting[client] = nil } }
            return state.waiting[client]?.removeValue(forKey: identifier)
        }
        continuation?.finish()
    }
}
