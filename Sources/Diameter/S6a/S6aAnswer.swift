/// An answer between MME and home subscriber server. Source: 3GPP TS 29.272 §7.2.
public protocol S6aAnswer: Hashable, Sendable {
    var result: DiameterResult { get }

    /// As the requesting side reads it.
    /// - Throws: `DiameterFailure` 5005 or 5004.
    init(_ message: DiameterMessage) throws(DiameterFailure)

    /// Appends what is this answer's own.
    func append(to message: inout DiameterMessage)
}

extension S6aAnswer {
    /// The message that answers `request`.
    public func message(answering request: DiameterMessage, originHost: String, originRealm: String) -> DiameterMessage {
        let session = (try? request.first(AVPs.sessionID)) ?? nil
        var message = request.answer(sessionID: session, result: result, originHost: originHost, originRealm: originRealm)
        message.appendS6aSession()
        append(to: &message)
        return message
    }
}

/// An answer that says its result alone: Cancel-Location-, Insert-Subscriber-Data-, Notify- and Reset-Answer.
/// Source: 3GPP TS 29.272 §7.2.8, §7.2.10, §7.2.18, §7.2.16.
public struct ResultAnswer: S6aAnswer {
    public let result: DiameterResult

    public init(_ result: DiameterResult) { self.result = result }

    public init(_ message: DiameterMessage) throws(DiameterFailure) { result = try DiameterResult(message) }

    public func append(to message: inout DiameterMessage) {}
}
