import Diameter
import Logging
import Store

/// How the applications that answer Credit-Control-Requests, Gy and Gx, refuse one.
extension DiameterMessage {
    /// A refusal names its request unless it is a protocol error. Source: RFC 8506 §3.2; 3GPP TS 29.212 §5.6.3.
    func creditControlAnswer(
        failing failure: DiameterFailure, application: ApplicationID, from identity: DiameterIdentity
    ) -> DiameterMessage {
        var answer = answer(failing: failure, from: identity)
        guard !failure.resultCode.isProtocolError else { return answer }
        answer.append(AVPs.authApplicationID, application)
        answer.append(AVPs.ccRequestType, (try? first(AVPs.ccRequestType)) ?? nil)
        answer.append(AVPs.ccRequestNumber, (try? first(AVPs.ccRequestNumber)) ?? nil)
        return answer
    }
}

extension DiameterFailure {
    /// What a peer is told of an error. One that the request is not to blame for is written to the log, unless the database is away:
    /// then the peer may try another node, or this one again, and a repetition finds out what was written.
    init(_ error: any Error, of request: DiameterMessage, _ log: Logger) {
        switch error {
        case let failure as DiameterFailure: self = failure
        case is StoreError: self.init(.tooBusy, "the database cannot be reached")
        default:
            log.error(
                "a request of a peer could not be answered", metadata: ["command": "\(request.command.label)", "error": "\(error)"])
            self.init(.unableToComply, "internal error")
        }
    }

    static func wrongSessionID(_ text: String) -> DiameterFailure {
        DiameterFailure(.invalidAVPValue, failedAVP: AVPs.sessionID(text), "not a Session-Id of 1 to 255 printable ASCII characters")
    }
}
