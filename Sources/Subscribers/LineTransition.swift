import Telecom

/// One change of a line's state: who, when and why. A line's transitions are numbered from 1 and never changed.
public struct LineTransition: Hashable, Sendable {
    public let lineID: LineID
    public let sequence: Int64
    /// `nil` for the first.
    public let from: LineState?
    public let to: LineState
    /// The suspension that began or was lifted.
    public let reason: SuspensionReason?
    /// An account's id, `system`, or the job that did it.
    public let actor: String
    /// In the actor's words, at most 200 characters.
    public let note: String?
    public let at: Timestamp

    public init(
        lineID: LineID, sequence: Int64, from: LineState?, to: LineState, reason: SuspensionReason? = nil, actor: String,
        note: String? = nil, at: Timestamp
    ) {
        self.lineID = lineID
        self.sequence = sequence
        self.from = from
        self.to = to
        self.reason = reason
        self.actor = actor
        self.note = note.map { String($0.prefix(200)) }
        self.at = at
    }
}

/// What can happen to a line.
public enum LineEvent: Hashable, Sendable {
    case provision
    /// The carrier serves it.
    case activate
    case suspend(SuspensionReason)
    /// The reason no longer holds.
    case resume(SuspensionReason)
    case portOut
    case terminate
}

public enum LineError: Error, Hashable, Sendable {
    /// The event does not fit the state that the line is in.
    case doesNotFit(LineState)
}

extension Line {
    /// Applies `event`, or finds that it has been applied already.
    /// - Returns: the transition to keep; `nil` when nothing changes: events may be repeated.
    /// - Throws: `.doesNotFit` with the present state.
    public mutating func apply(
        _ event: LineEvent, actor: String, note: String? = nil, at time: Timestamp
    ) throws(LineError) -> LineTransition? {
        let before = state
        var reason: SuspensionReason?
        switch (event, state) {
        case (.provision, .ordered): state = .provisioning
        case (.provision, .provisioning), (.activate, .active): return nil
        case (.activate, .provisioning):
            state = .active
            activatedAt = time
        case (.suspend(let why), .active), (.suspend(let why), .suspended):
            guard suspensions.insert(why).inserted else { return nil }
            state = .suspended
            reason = why
        case (.resume, .active): return nil
        case (.resume(let why), .suspended):
            guard suspensions.remove(why) != nil else { return nil }
            if suspensions.isEmpty { state = .active }
            reason = why
        case (.portOut, .portedOut), (.terminate, .terminated): return nil
        case (.portOut, .active), (.portOut, .suspended): end(.portedOut, at: time)
        case (.terminate, _) where !state.isEnd: end(.terminated, at: time)
        default: throw .doesNotFit(state)
        }
        revision += 1
        return LineTransition(
            lineID: id, sequence: revision, from: before, to: state, reason: reason, actor: actor, note: note, at: time)
    }

    private mutating func end(_ end: LineState, at time: Timestamp) {
        state = end
        suspensions = []
        endedAt = time
    }
}
