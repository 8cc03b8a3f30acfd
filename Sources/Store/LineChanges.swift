import Subscribers
import Telecom

extension SQLTransaction {
    /// Suspends, resumes, ports out or terminates a line in the caller's transaction: the row, its transition, the audit event,
    /// and the job that tells the carrier. An end gives the number up (into quarantine, or to the other operator) and retires the SIM profile.
    /// - Returns: the line after it; unchanged when the event had been applied before. `nil` when there is no such line.
    /// - Throws: `LineError.doesNotFit`.
    @discardableResult
    public func changeLine(
        _ id: LineID, _ event: LineEvent, actor: String, note: String? = nil, at time: Timestamp
    ) throws -> Line? {
        guard var line = try lockLine(id) else { return nil }
        guard let transition = try line.apply(event, actor: actor, note: note, at: time) else { return line }
        try save(line, transition)
        if line.state.isEnd {
            try releaseNumber(of: id, portedOut: line.state == .portedOut, at: time)
            if let profile = line.simProfileID { try setSIMProfileState(profile, .retired, at: time) }
        }
        try audit(
            actor: actor, action: "line.\(line.state.rawValue)", subject: id.text,
            detail: transition.reason.map { ["reason": $0.rawValue] } ?? [:], brand: line.brandID, at: time)
        try informCarrier(of: line, at: time)
        if line.state != .active { try notify(SessionNotice.channel, SessionNotice.lineStopped(line.id).text) }
        try policyMayHaveChanged(of: id)
        return line
    }

    /// Enqueues what tells the carrier the state of the line; one job for each revision and occasion.
    public func informCarrier(of line: Line, occasion: String = "changed", at time: Timestamp) throws {
        let key = "\(line.id.text):\(line.revision):\(occasion)"
        try enqueue(NewJob(kind: LineJob.informCarrier, key: key, payload: LineJob(lineID: line.id)), at: time)
    }
}
