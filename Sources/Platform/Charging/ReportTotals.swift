import Charging
import Store
import Telecom

/// A report of a gateway that counts from the session's beginning and numbers nothing, as RADIUS accounting does (RFC 2866 §5).
public struct TotalsReport: Sendable {
    public enum Kind: Sendable { case start, interim, stop }

    /// Unique for ever, as `UsageRequest.sessionID`.
    public let sessionID: String
    public let kind: Kind
    public let lineID: LineID
    /// Octets from the subscriber since the session began.
    public let input: Int64
    /// Octets to the subscriber since the session began.
    public let output: Int64
    public let gateway: Gateway?

    public init(sessionID: String, kind: Kind, lineID: LineID, input: Int64, output: Int64, gateway: Gateway?) {
        self.sessionID = sessionID
        self.kind = kind
        self.lineID = lineID
        self.input = input
        self.output = output
        self.gateway = gateway
    }
}

extension Platform {
    /// Charges what a report has beyond what the session's journal rows hold, however often and on whatever node it comes.
    ///
    /// The next request number and the difference are both taken from the journal as it is. When another report was first at that number, the
    /// journal answers with that one's answer and charges nothing; then the difference is taken anew. So octets are charged once, without a
    /// number of the gateway's.
    /// - Returns: why the session may not go on; `nil` when it may, or has ended.
    /// - Throws: `PlatformError`, `StoreError`; the report may be made again.
    public func reportTotals(_ report: TotalsReport) async throws -> UsageAnswer.Refusal? {
        for _ in 0..<Self.mostReportAttempts {
            let known = try await store.read { try $0.reportedUsage(ofSession: report.sessionID) }
            guard let known else {
                let refusal = try await ask(report, .initial, number: 0, used: nil)
                if report.kind == .start { return refusal }
                continue
            }
            if report.kind == .start || known.hasEnded && known.covers(report) { return nil }
            let used = UsedUnits(input: max(0, report.input - known.input), output: max(0, report.output - known.output))
            guard known.lastNumber < .max else { throw StoreError.conflict }
            let refusal = try await ask(report, report.kind == .stop ? .termination : .update, number: known.lastNumber + 1, used: used)
            let written = try await store.read { try $0.reportedUsage(ofSession: report.sessionID) }
            guard let written, written.covers(report), report.kind != .stop || written.hasEnded else { continue }
            return report.kind == .stop ? nil : refusal
        }
        throw StoreError.conflict
    }

    private static let mostReportAttempts = 8

    private func ask(_ report: TotalsReport, _ kind: UsageRequest.Kind, number: UInt32, used: UsedUnits?) async throws -> UsageAnswer
        .Refusal?
    {
        let request: UsageRequest
        do {
            request = try UsageRequest(
                sessionID: report.sessionID, requestNumber: number, kind: kind, lineID: report.lineID,
                items: [.init(ratingGroup: nil, requested: kind == .termination ? .nothing : .any, used: used)], gateway: report.gateway)
        } catch {
            throw PlatformError(error)
        }
        let answer = try await authorizeUsage(request)
        return answer.refusal ?? answer.items.lazy.compactMap(\.refusal).first
    }
}

extension ReportedUsage {
    fileprivate func covers(_ report: TotalsReport) -> Bool { input >= report.input && output >= report.output }
}
