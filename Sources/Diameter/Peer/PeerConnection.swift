import Telecom

/// One transport connection to a peer, from its capabilities exchange to its end: event in, actions out.
/// Source: RFC 6733 §5.3 to §5.6 (states R-Open and I-Open are `open`), RFC 3539 §3.4 (watchdog).
///
/// Two connections with the same peer are an election (RFC 6733 §5.6.4), which whoever knows both decides by `winsElection`.
public struct PeerConnection: Sendable {
    public enum Role: Sendable {
        /// We opened the connection and send CER.
        case initiator
        case responder
    }

    public enum State: Equatable, Sendable {
        case waitingForCER
        case waitingForCEA
        case open
        /// DPR is sent; its answer or the time-out ends it.
        case closing
        case closed
    }

    public enum Event: Sendable {
        /// The transport is there.
        case connected
        case received(DiameterMessage)
        /// `deadline` has come.
        case timeElapsed
        /// Leave in good order.
        case disconnect(DisconnectCause)
        /// Someone with the peer's name is at the door, so this connection may be dead: ask for life at once.
        case doubted
    }

    /// How a connection came to its end.
    public enum End: String, CaseIterable, Sendable {
        /// One of the two left with DPR.
        case left
        case noCapabilitiesExchange = "no_capabilities_exchange"
        /// The capabilities exchange ended with a refusal.
        case refused
        case silent
        /// Something else than the capabilities exchange came first.
        case outOfTurn = "out_of_turn"
    }

    public enum Action: Equatable, Sendable {
        /// Our own requests still want a hop-by-hop and end-to-end identifier.
        case send(DiameterMessage)
        /// The peer is known and both serve these applications.
        case opened(peer: Capabilities, applications: Set<ApplicationID>)
        /// A message for the applications.
        case deliver(DiameterMessage)
        /// Close the transport; the words are for the log.
        case close(End, String)
    }

    /// How long things may take, in seconds.
    public struct Timing: Sendable {
        /// From the transport to the end of the capabilities exchange.
        public var capabilitiesExchange: Int64
        /// Silence after which the peer is asked for life: Tw of RFC 3539, at least 6.
        public var watchdog: Int64
        /// From DPR to its answer.
        public var disconnect: Int64

        public init(capabilitiesExchange: Int64 = 10, watchdog: Int64 = 30, disconnect: Int64 = 5) {
            precondition(watchdog >= 6, "RFC 3539 §3.4.1: Tw is not below 6 seconds")
            self.capabilitiesExchange = capabilitiesExchange
            self.watchdog = watchdog
            self.disconnect = disconnect
        }
    }

    public let role: Role
    public private(set) var state: State
    public private(set) var peer: Capabilities?
    /// When `.timeElapsed` is due; `nil` once closed.
    public private(set) var deadline: Timestamp?

    private let own: Capabilities
    private let timing: Timing
    /// Why this peer may not connect; `nil` when it may.
    private let refusal: @Sendable (Capabilities) -> ResultCode?
    private var watchdogUnanswered = false

    public init(
        role: Role, own: Capabilities, timing: Timing = Timing(), at now: Timestamp,
        refusal: @escaping @Sendable (Capabilities) -> ResultCode?
    ) {
        self.role = role
        self.own = own
        self.timing = timing
        self.refusal = refusal
        state = role == .initiator ? .waitingForCEA : .waitingForCER
        deadline = now.adding(seconds: timing.capabilitiesExchange)
    }

    /// Of two connections with one peer, the one that the node with the higher Origin-Host responded to stays (RFC 6733 §5.6.4).
    public static func winsElection(own: String, peer: String) -> Bool {
        own.lowercased().utf8.lexicographicallyPrecedes(peer.lowercased().utf8) == false && own.lowercased() != peer.lowercased()
    }

    public mutating func handle(_ event: Event, at now: Timestamp) -> [Action] {
        switch (state, event) {
        case (.closed, _): []
        case (.waitingForCEA, .connected): [.send(own.request)]
        case (_, .connected): []
        case (.waitingForCER, .received(let message)): receiveCER(message, at: now)
        case (.waitingForCEA, .received(let message)): receiveCEA(message, at: now)
        case (.open, .received(let message)): receive(message, at: now)
        case (.closing, .received(let message)): receiveWhileClosing(message)
        case (.open, .timeElapsed): watch(at: now)
        case (.waitingForCER, .timeElapsed), (.waitingForCEA, .timeElapsed):
            end(.noCapabilitiesExchange, "no capabilities exchange in time")
        case (.closing, .timeElapsed): end(.silent, "no answer to DPR in time")
        case (.open, .disconnect(let cause)): disconnect(cause, at: now)
        case (.closing, .disconnect): []
        case (.open, .doubted): doubt(at: now)
        case (_, .doubted): []
        case (.waitingForCER, .disconnect), (.waitingForCEA, .disconnect): end(.left, "stopping")
        }
    }

    private mutating func receiveCER(_ message: DiameterMessage, at now: Timestamp) -> [Action] {
        guard message.command == .capabilitiesExchange, message.isRequest else { return end(.outOfTurn, "a message before CER") }
        let peer: Capabilities
        do throws(DiameterFailure) {
            peer = try Capabilities(message)
        } catch {
            return [.send(message.answer(failing: error, originHost: own.originHost, originRealm: own.originRealm))]
                + end(.refused, error.reason)
        }
        if let refusal = refusal(peer) {
            return [.send(own.answer(to: message, refusal))] + end(.refused, "CER of \(peer.originHost) refused with \(refusal.rawValue)")
        }
        let applications = own.common(with: peer)
        guard !applications.isEmpty else {
            return [.send(own.answer(to: message, .noCommonApplication))]
                + end(.refused, "no application in common with \(peer.originHost)")
        }
        return [.send(own.answer(to: message, .success))] + open(peer, applications, at: now)
    }

    private mutating func receiveCEA(_ message: DiameterMessage, at now: Timestamp) -> [Action] {
        guard message.command == .capabilitiesExchange, !message.isRequest else { return end(.outOfTurn, "a message before CEA") }
        do throws(DiameterFailure) {
            let result = try message.required(AVPs.resultCode)
            guard result.isSuccess else { return end(.refused, "CEA with result \(result.rawValue)") }
            let peer = try Capabilities(message)
            guard refusal(peer) == nil else { return end(.refused, "\(peer.originHost) is not the peer that was called") }
            let applications = own.common(with: peer)
            guard !applications.isEmpty else { return end(.refused, "no application in common with \(peer.originHost)") }
            return open(peer, applications, at: now)
        } catch {
            return end(.refused, error.reason)
        }
    }

    private mutating func open(_ peer: Capabilities, _ applications: Set<ApplicationID>, at now: Timestamp) -> [Action] {
        self.peer = peer
        state = .open
        deadline = now.adding(seconds: timing.watchdog)
        return [.opened(peer: peer, applications: applications)]
    }

    /// Any message is a sign of life.
    private mutating func receive(_ message: DiameterMessage, at now: Timestamp) -> [Action] {
        watchdogUnanswered = false
        deadline = now.adding(seconds: timing.watchdog)
        switch (message.command, message.isRequest) {
        case (.deviceWatchdog, true): return [.send(answer(message))]
        case (.deviceWatchdog, false), (.disconnectPeer, false), (.capabilitiesExchange, false): return []
        case (.disconnectPeer, true): return [.send(answer(message))] + end(.left, "\(peer!.originHost) leaves")
        // A second exchange on an open connection is not supported (RFC 6733 §5.6 allows to refuse it).
        case (.capabilitiesExchange, true): return [.send(own.answer(to: message, .unableToComply, reason: "the connection is open"))]
        default: return [.deliver(message)]
        }
    }

    private mutating func receiveWhileClosing(_ message: DiameterMessage) -> [Action] {
        switch (message.command, message.isRequest) {
        case (.disconnectPeer, false): end(.left, "left in good order")
        case (.disconnectPeer, true): [.send(answer(message))] + end(.left, "both leave")
        // Answers to what was asked before are still welcome; new requests are not taken.
        case (_, false): [.deliver(message)]
        case (_, true):
            [.send(message.answer(sessionID: nil, resultCode: .tooBusy, originHost: own.originHost, originRealm: own.originRealm))]
        }
    }

    private mutating func watch(at now: Timestamp) -> [Action] {
        guard !watchdogUnanswered else { return end(.silent, "\(peer!.originHost) does not answer DWR") }
        watchdogUnanswered = true
        deadline = now.adding(seconds: timing.watchdog)
        return [.send(request(.deviceWatchdog))]
    }

    private mutating func doubt(at now: Timestamp) -> [Action] {
        deadline = now.adding(seconds: timing.disconnect)
        guard !watchdogUnanswered else { return [] }
        watchdogUnanswered = true
        return [.send(request(.deviceWatchdog))]
    }

    private mutating func disconnect(_ cause: DisconnectCause, at now: Timestamp) -> [Action] {
        state = .closing
        deadline = now.adding(seconds: timing.disconnect)
        var message = request(.disconnectPeer)
        message.append(AVPs.disconnectCause, cause)
        return [.send(message)]
    }

    private mutating func end(_ end: End, _ words: String) -> [Action] {
        state = .closed
        deadline = nil
        return [.close(end, words)]
    }

    private func request(_ command: CommandCode) -> DiameterMessage {
        var message = DiameterMessage(flags: .request, command: command, applicationID: .base)
        message.append(AVPs.originHost, own.originHost)
        message.append(AVPs.originRealm, own.originRealm)
        return message
    }

    private func answer(_ request: DiameterMessage) -> DiameterMessage {
        request.answer(sessionID: nil, resultCode: .success, originHost: own.originHost, originRealm: own.originRealm)
    }
}
