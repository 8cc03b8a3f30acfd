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
        if let avp = failure.failedAVP { answer.append(failed: [avp]) }
        return answer
    }

    /// A refusal that does not say which AVP it is about names the one that a result code stands for: the Session-Id of an unknown session,
    /// the identity of an unknown user, the services that cannot be rated. Answers without a 5xxx code of the base protocol, and those that
    /// nothing in the request is to blame for, stay as they are. Source: RFC 6733 §7.5; RFC 8506 §9.2.
    public func namingFailedAVP(of request: DiameterMessage) -> DiameterMessage {
        guard let code = (try? first(AVPs.resultCode)) ?? nil, code.rawValue / 1000 == 5,
            !avps.contains(where: { $0.key == AVPs.failedAVP.key })
        else { return self }
        let blamed: Set<UInt64> =
            switch code {
            case .unknownSessionID: [AVPs.sessionID.key]
            case .authorizationRejected, .userUnknown: [AVPs.subscriptionID.key, AVPs.userName.key]
            case .invalidAVPValue, .ratingFailed: [AVPs.multipleServicesCreditControl.key]
            default: []
            }
        var found = request.avps.filter { blamed.contains($0.key) }
        if found.isEmpty, code == .ratingFailed { found = request.avps.filter { $0.key == AVPs.serviceContextID.key } }
        guard !found.isEmpty else { return self }
        var answer = self
        answer.append(failed: found)
        return answer
    }

    /// Octets of AVPs that are repeated whole in Failed-AVP.
    private static let longestRepeated = 4096

    /// An AVP that would make the answer long is named by its header and a value of zeros, as RFC 6733 §7.1.5 has it for missing ones.
    private mutating func append(failed avps: [AVP]) {
        var room = Self.longestRepeated
        let named = avps.prefix(16).map { avp in
            room -= avp.value.readableBytes
            return room >= 0 ? avp : .example(code: avp.code, vendorID: avp.vendorID, isMandatory: avp.isMandatory)
        }
        append(AVPs.failedAVP, AVPGroup(Array(named)))
    }

    /// The first AVP with the M bit that the dictionary does not know, as 5001 will name it (RFC 6733 §4.1, §7.1.5).
    public func refuseUnknownMandatoryAVPs() throws(DiameterFailure) {
        for avp in avps where avp.isMandatory && AVPs.shortest[avp.key] == nil {
            throw DiameterFailure(.avpUnsupported, failedAVP: avp, "AVP \(avp.code) of vendor \(avp.vendorID ?? 0) is not supported")
        }
    }
}
