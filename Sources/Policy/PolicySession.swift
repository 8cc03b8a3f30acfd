import Telecom

/// A session that a gateway opened over Gx, and what it was told about it.
public struct PolicySession: Hashable, Sendable {
    /// Session-Id.
    public let id: String
    public let lineID: LineID
    /// Origin-Host and Origin-Realm of the gateway.
    public let gatewayHost: String
    public let gatewayRealm: String
    public let apn: String?
    public let startedAt: Timestamp
    public private(set) var servingNetwork: PLMN?
    /// CC-Request-Number of the newest request that was answered.
    public private(set) var requestNumber: Int64
    /// What that request was told, for its repetition.
    public private(set) var answer: PolicyUpdate
    /// What the gateway follows, by that answer or by a later re-authorisation.
    public private(set) var decision: PolicyDecision
    /// Rules that may be at the gateway: those of the decision, and those that it was told since
    /// without a word that it has done so.
    public private(set) var rules: [PolicyRule]
    /// Grows with everything that may change what the line has.
    public private(set) var revision: Int64
    /// The revision that the gateway was last told.
    public private(set) var toldRevision: Int64
    /// Failed attempts to tell the gateway of `revision`.
    public private(set) var attempts: Int64
    /// When to try next; `nil` for at once.
    public private(set) var retryAt: Timestamp?
    public private(set) var endedAt: Timestamp?

    /// Live sessions of one line; with one more the oldest is taken for lost.
    public static let mostOfLine = 16
    /// Attempts to tell a gateway of one revision; then it learns of it with its next request.
    public static let mostAttempts: Int64 = 10

    public init(
        id: String, lineID: LineID, gatewayHost: String, gatewayRealm: String, apn: String?, startedAt: Timestamp, servingNetwork: PLMN?,
        requestNumber: Int64, answer: PolicyUpdate, decision: PolicyDecision, rules: [PolicyRule], revision: Int64 = 1,
        toldRevision: Int64 = 1,
        attempts: Int64 = 0, retryAt: Timestamp? = nil, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.lineID = lineID
        self.gatewayHost = gatewayHost
        self.gatewayRealm = gatewayRealm
        self.apn = apn
        self.startedAt = startedAt
        self.servingNetwork = servingNetwork
        self.requestNumber = requestNumber
        self.answer = answer
        self.decision = decision
        self.rules = rules
        self.revision = revision
        self.toldRevision = toldRevision
        self.attempts = attempts
        self.retryAt = retryAt
        self.endedAt = endedAt
    }
}

/// What a gateway is told: a decision, and what it takes to get there from what the gateway has.
public struct PolicyUpdate: Hashable, Codable, Sendable {
    public let decision: PolicyDecision
    public let installed: [PolicyRule]
    public let removed: [PolicyRule]
    public let report: Report

    /// What becomes of the count towards the next report of use.
    public enum Report: Hashable, Codable, Sendable {
        case unchanged
        case after(DataVolume)
        case stop
    }

    public init(_ decision: PolicyDecision, installed: [PolicyRule], removed: [PolicyRule], report: Report) {
        self.decision = decision
        self.installed = installed
        self.removed = removed
        self.report = report
    }

    /// For a session that begins.
    public init(beginning decision: PolicyDecision) {
        self.init(
            decision, installed: decision.rules, removed: [], report: decision.reportAfter.map { .after($0) } ?? .unchanged)
    }
}

extension PolicySession {
    /// What takes the gateway from what it may have to `decision`. Rules that it was told already are not told again: it may have refused
    /// one, and would report that again; but a dynamic rule names its bearer's QoS, so it goes along when that changes.
    /// - Parameter reported: the gateway has just reported use, and counts no further unless it is told to.
    public func update(to decision: PolicyDecision, reported: Bool = false) -> PolicyUpdate {
        let wanted = Set(decision.rules.map(\.name))
        let report: PolicyUpdate.Report
        if let volume = decision.reportAfter {
            report = reported || self.decision.reportAfter == nil ? .after(volume) : .unchanged
        } else {
            report = reported || self.decision.reportAfter == nil ? .unchanged : .stop
        }
        let isOtherBearer = (decision.qci, decision.priority) != (self.decision.qci, self.decision.priority)
        return PolicyUpdate(
            decision,
            installed: decision.rules.filter { !self.decision.rules.contains($0) || (isOtherBearer && $0.kind == .dynamic) },
            removed: rules.filter { !wanted.contains($0.name) }, report: report)
    }

    /// A request is answered with `decision`, which tells the gateway all that changed. What was said in a re-authorisation before arrives
    /// before: a connection keeps the order.
    public mutating func answered(_ number: Int64, servingNetwork: PLMN?, reported: Bool = false, with decision: PolicyDecision) {
        answer = update(to: decision, reported: reported)
        requestNumber = number
        if let servingNetwork { self.servingNetwork = servingNetwork }
        told(decision)
    }

    /// The last request of the session.
    public mutating func ended(by number: Int64, at time: Timestamp) {
        requestNumber = number
        end(at: time)
    }

    /// Whether the gateway has to be told for the line to be treated as in `decision`.
    public func needs(_ decision: PolicyDecision) -> Bool {
        decision.differs(from: self.decision) || Set(rules) != Set(decision.rules)
    }

    /// Takes the turn to tell the gateway; nobody else does so before the wait is over: 15 seconds, doubled with every attempt.
    /// - Parameter decision: `nil` asks the gateway to end the session.
    /// - Returns: false when there were enough attempts.
    public mutating func beginAttempt(to decision: PolicyDecision?, at time: Timestamp) -> Bool {
        guard attempts < Self.mostAttempts else { return false }
        retryAt = time.adding(seconds: 15 << attempts)
        attempts += 1
        if let decision {
            let names = Set(decision.rules.map(\.name))
            rules = rules.filter { !names.contains($0.name) } + decision.rules
        }
        return true
    }

    /// Nothing is left to tell of this revision.
    public mutating func settle() { (toldRevision, attempts, retryAt) = (revision, 0, nil) }

    /// The gateway has done what it was told. Nothing happens when something else was said or has changed meanwhile.
    public mutating func accepted(_ decision: PolicyDecision, revision: Int64) {
        guard revision == self.revision, toldRevision < revision else { return }
        told(decision)
    }

    public mutating func end(at time: Timestamp) { endedAt = endedAt ?? time }

    private mutating func told(_ decision: PolicyDecision) {
        self.decision = decision
        rules = decision.rules
        settle()
    }
}
