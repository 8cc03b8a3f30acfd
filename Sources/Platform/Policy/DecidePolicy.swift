import Catalog
import Policy
import Store
import Subscribers
import Telecom

/// A gateway opens, changes or ends a session and asks how to treat it.
public struct PolicyRequest: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case initial, update, termination
    }

    public var sessionID: String
    /// With the session it names the request; grows within it.
    public var number: Int64
    public var kind: Kind
    /// Whom it is about, in an initial request: the first that a line is found by.
    public var imsi: IMSI?
    public var msisdn: MSISDN?
    public var gatewayHost: String
    public var gatewayRealm: String
    public var apn: String?
    public var servingNetwork: PLMN?
    /// Since the report before; `nil` when nothing is reported.
    public var used: DataVolume?

    public init(
        sessionID: String, number: Int64, kind: Kind, imsi: IMSI? = nil, msisdn: MSISDN? = nil, gatewayHost: String, gatewayRealm: String,
        apn: String? = nil, servingNetwork: PLMN? = nil, used: DataVolume? = nil
    ) {
        self.sessionID = sessionID
        self.number = number
        self.kind = kind
        self.imsi = imsi
        self.msisdn = msisdn
        self.gatewayHost = gatewayHost
        self.gatewayRealm = gatewayRealm
        self.apn = apn
        self.servingNetwork = servingNetwork
        self.used = used
    }
}

public enum PolicyAnswer: Hashable, Sendable {
    case granted(PolicyUpdate)
    case ended
    case refused(Refusal)

    public enum Refusal: Hashable, Sendable {
        case userUnknown
        case lineNotActive
        /// No such session of this gateway lives.
        case unknownSession
        /// The session is at this number already, and the request is not a repetition of that one.
        case outOfOrder(last: Int64)
    }
}

extension Platform {
    /// Decides how a gateway treats a session. Source: 3GPP TS 29.212 §4.5.1, §4.5.2, §4.5.7.
    ///
    /// The answer is durable when this returns. The newest request asked again, on any node, gets the same answer, and what it reported
    /// is counted once.
    /// - Throws: `StoreError`.
    public func decidePolicy(_ request: PolicyRequest) async throws -> PolicyAnswer {
        let now = time.now()
        return try await store.write { transaction in
            let decision = PolicySessionDecision(platform: self, transaction: transaction, request: request, time: now)
            switch request.kind {
            case .initial: return try decision.open()
            case .update: return try decision.update()
            case .termination: return try decision.end()
            }
        }
    }
}

/// One request inside its transaction.
private struct PolicySessionDecision {
    let platform: Platform
    let transaction: any SQLTransaction
    let request: PolicyRequest
    let time: Timestamp

    func open() throws -> PolicyAnswer {
        if let session = try transaction.policySession(request.sessionID) {
            let isRepetition = session.isOf(request) && session.requestNumber == request.number && session.endedAt == nil
            return isRepetition ? .granted(session.answer) : .refused(.outOfOrder(last: session.requestNumber))
        }
        guard let id = try line(), let line = try transaction.line(id) else { return .refused(.userUnknown) }
        guard line.state == .active else { return .refused(.lineNotActive) }
        let live = try transaction.livePolicySessions(of: id)
        if live.count >= PolicySession.mostOfLine, var oldest = live.first {
            oldest.end(at: time)
            try transaction.updatePolicySession(oldest)
        }
        let decision = try platform.policyDecision(
            for: line, session: request.sessionID, in: request.servingNetwork, at: time, transaction)
        let answer = PolicyUpdate(beginning: decision)
        try transaction.insertPolicySession(
            PolicySession(
                id: request.sessionID, lineID: id, gatewayHost: request.gatewayHost, gatewayRealm: request.gatewayRealm, apn: request.apn,
                startedAt: time, servingNetwork: request.servingNetwork, requestNumber: request.number, answer: answer, decision: decision,
                rules: decision.rules))
        return .granted(answer)
    }

    func update() throws -> PolicyAnswer {
        guard let session = try transaction.policySession(request.sessionID), session.isOf(request), session.endedAt == nil else {
            return .refused(.unknownSession)
        }
        if session.requestNumber == request.number { return .granted(session.answer) }
        guard session.requestNumber < request.number else { return .refused(.outOfOrder(last: session.requestNumber)) }
        guard let line = try transaction.line(session.lineID) else { return .refused(.unknownSession) }
        // A refusal is not kept, so its repetition would count anew what this one had counted.
        guard line.state == .active else { return .refused(.lineNotActive) }
        try count(for: line)
        // As it is after the count, which may have changed it.
        var counted = try transaction.policySession(session.id)!
        let decision = try platform.policyDecision(
            for: line, session: session.id, in: request.servingNetwork ?? session.servingNetwork, at: time, transaction)
        counted.answered(request.number, servingNetwork: request.servingNetwork, reported: request.used != nil, with: decision)
        try transaction.updatePolicySession(counted)
        return .granted(counted.answer)
    }

    func end() throws -> PolicyAnswer {
        guard var session = try transaction.policySession(request.sessionID), session.isOf(request) else {
            return .refused(.unknownSession)
        }
        guard session.endedAt == nil else {
            return session.requestNumber == request.number ? .ended : .refused(.unknownSession)
        }
        guard session.requestNumber < request.number else { return .refused(.outOfOrder(last: session.requestNumber)) }
        session.ended(by: request.number, at: time)
        try transaction.updatePolicySession(session)
        if let line = try transaction.line(session.lineID) { try count(for: line) }
        return .ended
    }

    private func line() throws -> LineID? {
        if let imsi = request.imsi, let line = try transaction.servedLine(imsi) { return line }
        return try request.msisdn.flatMap { try transaction.line(withNumber: $0)?.id }
    }

    /// What was used counts for the month in which it is reported. Where it throttles the line, all its sessions are told.
    private func count(for line: Line) throws {
        guard let used = request.used, used > .zero else { return }
        let total = try transaction.addPolicyUsage(used, of: line.id, inMonthFrom: time.startOfMonth)
        guard let fair = platform.policyTerms(of: line).fairUse?.volume, total >= fair, total - used < fair else { return }
        try transaction.policyMayHaveChanged(of: line.id)
    }
}

extension PolicySession {
    /// A session belongs to the gateway that opened it.
    fileprivate func isOf(_ request: PolicyRequest) -> Bool { gatewayHost.lowercased() == request.gatewayHost.lowercased() }
}

extension Platform {
    func policyTerms(of line: Line) -> PolicyTerms { catalogs.catalog(for: line.brandID).policy }

    /// How a session of this line is treated now.
    func policyDecision(
        for line: Line, session id: String, in servingNetwork: PLMN?, at time: Timestamp, _ transaction: any SQLTransaction
    ) throws -> PolicyDecision {
        let terms = policyTerms(of: line)
        let facts = PolicyFacts(
            services: Set(try transaction.runningSubscriptions(of: line.accountID).map(\.serviceID)),
            servingCountry: servingNetwork?.country,
            used: terms.fairUse == nil ? .zero : try transaction.policyUsage(of: line.id, inMonthFrom: time.startOfMonth), time: time,
            revalidationDelaySeconds: Int64(id.utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 3600))
        return PolicyDecision(facts, terms: terms)
    }
}
