import Diameter
import NIOCore
import NIOSSL
import Telecom

/// Runs one `PeerConnection` on its channel: feeds it messages and time, does what it says, hands requests to their applications.
///
/// Reading stops while the peer does not read what is written to it or while too many of its requests are being answered, so that a
/// connection holds a bounded amount of memory whatever its peer does.
final class PeerChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = DiameterFrame
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Waiting {
        let continuation: CheckedContinuation<DiameterMessage, any Error>
        let timeout: Scheduled<Void>
    }

    private let hub: PeerHub
    private let role: PeerConnection.Role
    private let address: InternetAddress
    private let transport: PeerTransport
    /// Who we call; `nil` where whoever answers is welcome, or where we are called.
    private let called: String?
    private let eventLoop: any EventLoop
    /// Told of the peer once capabilities are exchanged, or that there will be none.
    private let opened: EventLoopPromise<Peer>?
    private var id: UInt64 = 0
    private var connection: PeerConnection!
    private var context: ChannelHandlerContext?
    private var peer: Peer?
    private var timer: Scheduled<Void>?
    private var requestsInFlight = 0
    private var readWaits = false
    private var notReading: Scheduled<Void>?
    private var flushWaits = false
    private var leaving: DisconnectCause?
    private var end: ConnectionEnd?
    private var lastWords: String?
    private var waiting: [UInt32: Waiting] = [:]
    private var lastHopByHop: UInt32 = 0

    init(
        _ hub: PeerHub, role: PeerConnection.Role, address: InternetAddress, over transport: PeerTransport = .tcp, called: String? = nil,
        eventLoop: any EventLoop, opened: EventLoopPromise<Peer>? = nil
    ) {
        self.transport = transport
        self.called = called
        self.opened = opened
        self.hub = hub
        self.role = role
        self.address = address
        self.eventLoop = eventLoop
    }

    private var bound: NIOLoopBound<PeerChannelHandler> { NIOLoopBound(self, eventLoop: eventLoop) }

    /// The event loop's clock, which no one sets: only differences of it are used.
    private var now: Timestamp { Timestamp(microsecondsSince1970: Int64(eventLoop.now.uptimeNanoseconds / 1000)) }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        switch unwrapInboundIn(data) {
        case .message(let frame): receive(frame)
        case .broken(let header, let failure):
            if let header, header.isRequest, peer != nil { write(header.answer(failing: failure, from: hub.configuration.identity)) }
            close(.malformed, failure.reason)
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { readWaits = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            notReading?.cancel()
            notReading = nil
            goOnReading()
        } else if notReading == nil {
            notReading = eventLoop.assumeIsolated().scheduleTask(in: .seconds(hub.configuration.limits.secondsNotReading)) { [weak self] in
                self?.cut(.doesNotRead, "the peer does not read")
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isTLS = error is NIOSSLError || error is BoringSSLError
        cut(isTLS && peer == nil ? .tls : .lost, isTLS ? "TLS failed: \(error)" : "the transport failed")
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        notReading?.cancel()
        self.context = nil
        if id != 0 {
            hub.table.remove(id)
            hub.trace?.ended(id)
            hub.metrics.connections.add(-1)
            hub.metrics.ended(end ?? .lost)
        }
        if let peer {
            hub.metrics.peers.add(-1)
            hub.onChange(.gone(peer, reason: (end ?? .lost).label))
            hub.log.info("Diameter peer gone", metadata: ["peer": "\(peer.originHost)", "reason": "\((end ?? .lost).label)"])
        } else {
            opened?.fail(DiameterClient.NotConnected(description: lastWords ?? "the connection was lost"))
        }
        for request in waiting.values {
            request.timeout.cancel()
            request.continuation.resume(throwing: PeerError.lost)
        }
        waiting = [:]
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard self.context == nil, end == nil else { return }
        self.context = context
        guard role == .initiator || hub.configuration.peers.contains(where: { $0.allows(address, over: transport) }) else {
            hub.metrics.ended(.address)
            context.close(promise: nil)
            return
        }
        switch hub.table.admit(context.channel, bound, from: address, called: called) {
        case .refused:
            hub.metrics.ended(.tooManyConnections)
            context.close(promise: nil)
            return
        case .admitted(let id, let dropped):
            self.id = id
            if let dropped { dropped.eventLoop.execute { dropped.value.makeRoom() } }
        }
        hub.metrics.connections.add(1)
        let own = hub.own(at: context.channel.localAddress?.ipAddress.flatMap { InternetAddress($0) })
        connection = PeerConnection(role: role, own: own, timing: hub.configuration.timing, at: now) {
            [hub, id, address, role, transport, called, channel = context.channel] peer in
            guard role == .responder else {
                return called.map { $0.lowercased() == peer.originHost.lowercased() } ?? true ? nil : .unknownPeer
            }
            return hub.refusal(
                of: peer, on: id, from: address, over: transport,
                certified: transport == .tls ? DiameterTLS.certifiedNames(on: channel) : [])
        }
        handle(.connected)
    }

    // MARK: The peer's messages

    private func receive(_ frame: ByteBuffer) {
        trace(frame, isFromPeer: true)
        let message: DiameterMessage
        do throws(DiameterFailure) {
            message = try DiameterMessage(decoding: frame)
        } catch {
            guard peer != nil else { return close(.malformed, error.reason) }
            // An answer that cannot be read is no answer; whoever waits for it waits on.
            guard let header = DiameterMessage.header(of: frame), header.isRequest else { return }
            return write(header.answer(failing: error, from: hub.configuration.identity), to: header, since: eventLoop.now)
        }
        handle(.received(message))
    }

    private func handle(_ event: PeerConnection.Event) {
        guard end == nil, connection != nil else { return }
        for action in connection.handle(event, at: now) { perform(action) }
        setTimer()
    }

    private func perform(_ action: PeerConnection.Action) {
        switch action {
        case .send(var message):
            if message.isRequest { name(&message) }
            write(message)
        case .opened(let capabilities, let applications):
            let peer = Peer(
                capabilities: capabilities, address: address, transport: transport, applications: applications, openedAt: hub.time.now(),
                statistics: PeerStatistics(), handler: bound)
            guard hub.table.opened(peer, on: id) else { return loseElection() }
            self.peer = peer
            opened?.succeed(peer)
            hub.metrics.peers.add(1)
            hub.onChange(.opened(peer))
            hub.log.info("Diameter peer connected", metadata: ["peer": "\(peer.originHost)", "address": "\(address)"])
        case .deliver(let message):
            if message.isRequest { answer(message) } else { take(answer: message) }
        case .close(let end, let words): close(.protocolEnd(end), words)
        }
    }

    private func answer(_ request: DiameterMessage) {
        let start = eventLoop.now
        guard let peer else { return }
        guard leaving == nil else {
            return write(request.answer(.tooBusy, from: hub.configuration.identity), to: request, since: start)
        }
        let application: any DiameterApplication
        do throws(DiameterFailure) {
            application = try hub.application(for: request, of: peer)
        } catch {
            return write(request.answer(failing: error, from: hub.configuration.identity), to: request, since: start)
        }
        requestsInFlight += 1
        eventLoop.makeFutureWithTask { await application.answer(request, from: peer).namingFailedAVP(of: request) }.assumeIsolated()
            .whenSuccess { answer in
                self.requestsInFlight -= 1
                self.write(answer, to: request, since: start)
                self.goOnReading()
                if self.requestsInFlight == 0, let cause = self.leaving { self.handle(.disconnect(cause)) }
            }
    }

    private func write(_ answer: DiameterMessage, to request: DiameterMessage, since start: NIODeadline) {
        let (end, result) = (eventLoop.now, answer.result)
        hub.metrics.answered(request, result, in: end - start)
        peer?.statistics.answered(
            result, inMicroseconds: UInt64(max(0, (end - start).nanoseconds / 1000)), at: end.wholeSeconds)
        write(answer)
    }

    // MARK: Our own requests

    func send(_ request: DiameterMessage, waiting seconds: Int64, _ continuation: CheckedContinuation<DiameterMessage, any Error>) {
        guard context != nil, end == nil, connection.state == .open else { return continuation.resume(throwing: PeerError.lost) }
        guard waiting.count < hub.configuration.limits.requestsWaiting else {
            return continuation.resume(throwing: PeerError.tooManyWaiting)
        }
        var request = request
        name(&request)
        let key = request.hopByHop
        let timeout = eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { [weak self] in
            if let request = self?.waiting.removeValue(forKey: key) { request.continuation.resume(throwing: PeerError.noAnswer) }
        }
        waiting[key] = Waiting(continuation: continuation, timeout: timeout)
        write(request)
    }

    private func take(answer: DiameterMessage) {
        guard let request = waiting.removeValue(forKey: answer.hopByHop) else { return }
        request.timeout.cancel()
        request.continuation.resume(returning: answer)
    }

    private func name(_ request: inout DiameterMessage) {
        lastHopByHop &+= 1
        request.hopByHop = lastHopByHop
        request.endToEnd = hub.nextEndToEnd()
    }

    // MARK: Time and the end

    /// Answers what is being answered, then leaves in good order.
    func leave(_ cause: DisconnectCause) {
        guard leaving == nil else { return }
        leaving = cause
        if requestsInFlight == 0 { handle(.disconnect(cause)) }
    }

    func doubt() { handle(.doubted) }

    func loseElection() { cut(.election, "the peer's own connection stays") }

    func makeRoom() { cut(.madeRoom, "another connection needs the place") }

    /// One timer at most: a deadline that has moved on meanwhile is waited for anew when the old one comes.
    private func setTimer() {
        guard timer == nil, end == nil, let deadline = connection.deadline else { return }
        let wait = max(0, deadline.microsecondsSince1970 - now.microsecondsSince1970)
        timer = eventLoop.assumeIsolated().scheduleTask(in: .microseconds(wait)) { [weak self] in
            guard let self else { return }
            self.timer = nil
            if let deadline = self.connection.deadline, deadline <= self.now { self.handle(.timeElapsed) } else { self.setTimer() }
        }
    }

    /// Closes when what is written has left.
    private func close(_ end: ConnectionEnd, _ words: String) {
        guard self.end == nil, let context else { return }
        self.end = end
        lastWords = words
        hub.log.debug("Diameter connection closed", metadata: ["address": "\(address)", "reason": "\(words)"])
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in channel.close(promise: nil) }
    }

    private func cut(_ end: ConnectionEnd, _ words: String) {
        if self.end == nil { (self.end, lastWords) = (end, words) }
        hub.log.debug("Diameter connection cut", metadata: ["address": "\(address)", "reason": "\(words)"])
        context?.close(promise: nil)
    }

    // MARK: Writing and reading

    /// Writes that come together leave together.
    private func write(_ message: DiameterMessage) {
        guard end == nil, let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        message.encode(into: &buffer)
        trace(buffer, isFromPeer: false)
        context.write(wrapOutboundOut(buffer), promise: nil)
        guard !flushWaits else { return }
        flushWaits = true
        eventLoop.assumeIsolated().execute {
            self.flushWaits = false
            self.context?.flush()
        }
    }

    private func trace(_ message: ByteBuffer, isFromPeer: Bool) {
        guard let trace = hub.trace, trace.isRead, let context else { return }
        let own = context.channel.localAddress?.ipAddress.flatMap { InternetAddress($0) } ?? address
        trace.passed(message, on: id, isFromPeer: isFromPeer, peer: address, own: own)
    }

    private var isPaused: Bool {
        guard let context else { return false }
        return !context.channel.isWritable || requestsInFlight >= hub.configuration.limits.requestsInFlight
    }

    private func goOnReading() {
        guard readWaits, !isPaused, let context else { return }
        readWaits = false
        context.read()
    }
}
