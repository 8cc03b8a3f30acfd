extension DiameterMessage {
    /// The start of an answer: the request's identifiers, its proxies' state in order, the result. Source: RFC 6733 §6.2.
    public func answer(sessionID: String?, resultCode: ResultCode, originHost: String, originRealm: String) -> DiameterMessage {
        answer(sessionID: sessionID, result: .base(resultCode), originHost: originHost, originRealm: originRealm)
    }

    /// The same with a result that may be one of 3GPP.
    public func answer(sessionID: String?, result: DiameterResult, originHost: String, originRealm: String) -> DiameterMessage {
        var flags = flags.intersection(.proxiable)
        if result.isProtocolError { flags.insert(.error) }
        var answer = DiameterMessage(
            flags: flags, command: command, applicationID: applicationID, hopByHop: hopByHop, endToEnd: endToEnd)
        answer.append(AVPs.sessionID, sessionID)
        result.append(to: &answer)
        answer.append(AVPs.originHost, originHost)
        answer.append(AVPs.originRealm, originRealm)
        answer.avps += avps.filter { $0.code == AVPs.proxyInfo.code && $0.vendorID == nil }
        return answer
    }

    /// The answer to a request that failed: with Failed-AVP where there is one, and the reason in words.
    public func answer(failing failure: DiameterFailure, originHost: String, originRealm: String) -> DiameterMessage {
        var answer = answer(
            sessionID: (try? first(AVPs.sessionID)) ?? nil, resultCode: failure.resultCode, originHost: originHost, originRealm: originRealm
        )
        answer.append(AVPs.errorMessage, failure.reason)
        answer.append(AVPs.failedAVP, failure.failedAVP.map { AVPGroup([$0]) })
        return answer
    }

    /// The first AVP with the M bit that the dictionary does not know, as 5001 will name it (RFC 6733 §4.1, §7.1.5).
    public func refuseUnknownMandatoryAVPs() throws(DiameterFailure) {
        for avp in avps where avp.isMandatory && AVPs.shortest[avp.key] == nil {
            throw DiameterFailure(.avpUnsupported, failedAVP: avp, "AVP \(avp.code) of vendor \(avp.vendorID ?? 0) is not supported")
        }
    }
}
