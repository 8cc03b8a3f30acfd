import Diameter
import Logging
import Milenage
import Platform
import Store
import Subscribers
import Telecom

/// S6a, as MMEs ask it of the home subscriber server. Source: 3GPP TS 29.272 §5.2.
public struct S6aApplication: DiameterApplication {
    private let platform: Platform
    private let identity: DiameterIdentity

    public init(_ platform: Platform, as identity: DiameterIdentity) {
        self.platform = platform
        self.identity = identity
    }

    public let capability = Capabilities.Application(.s6a, vendorID: vendor3GPP)
    public let commands: Set<CommandCode> = [.authenticationInformation, .updateLocation, .purgeUE, .notify]

    public func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage {
        do {
            try request.refuseUnknownMandatoryAVPs()
            let answer: any S6aAnswer =
                switch request.command {
                case .authenticationInformation: try await authenticate(AuthenticationInformationRequest(request))
                case .updateLocation: try await updateLocation(UpdateLocationRequest(request))
                case .purgeUE: try await purge(PurgeUERequest(request))
                case .notify: try await notify(NotifyRequest(request))
                default: ResultAnswer(.base(.commandUnsupported))
                }
            return answer.message(answering: request, originHost: identity.host, originRealm: identity.realm)
        } catch let failure as DiameterFailure {
            return request.answer(failing: failure, from: identity)
        } catch StoreError.unavailable {
            return request.answer(.tooBusy, from: identity)
        } catch {
            platform.log.error("S6a request failed", metadata: ["command": "\(request.command.label)", "error": "\(error)"])
            return request.answer(.unableToComply, from: identity)
        }
    }

    private func authenticate(_ request: AuthenticationInformationRequest) async throws -> AuthenticationInformationAnswer {
        // Vectors of other radio accesses alone are not made here.
        guard let wish = request.eutran else { return .init(.experimental(ResultCode.S6a.authenticationDataUnavailable)) }
        let outcome = try await platform.authenticateSubscriber(
            AuthenticationRequest(
                imsi: request.imsi, servingNetwork: request.visitedPLMN, count: Int(wish.count),
                resynchronisation: wish.resynchronisation.map { .init(rand: $0.rand, auts: $0.auts) }))
        switch outcome {
        case .vectors(let vectors):
            return .init(.success, vectors: vectors.map { .init(rand: $0.rand, xres: $0.xres, autn: $0.autn, kasme: $0.kasme) })
        case .unknownSubscriber: return .init(.experimental(ResultCode.S6a.userUnknown))
        case .notServed: return .init(.base(.authorizationRejected))
        case .wrongAUTS, .exhausted: return .init(.experimental(ResultCode.S6a.authenticationDataUnavailable))
        }
    }

    private func updateLocation(_ request: UpdateLocationRequest) async throws -> UpdateLocationAnswer {
        let isWanted = !request.flags.contains(.skipSubscriberData)
        let outcome = try await platform.updateLocation(
            LocationUpdate(
                imsi: request.imsi, node: try request.node(), visitedNetwork: request.visitedPLMN,
                isEUTRAN: request.flags.contains(.s6aIndicator) && [.eutran, .eutranNBIoT, .lteM].contains(request.ratType),
                wantsData: isWanted))
        switch outcome {
        case .accepted(let subscriber):
            return .init(.success, flags: .separation, subscription: isWanted ? SubscriptionData(subscriber) : nil)
        case .unknownSubscriber: return .init(.experimental(ResultCode.S6a.userUnknown))
        case .barred: return .init(.experimental(ResultCode.S6a.roamingNotAllowed), diagnostic: .odbAllAPN)
        case .radioAccessNotAllowed: return .init(.experimental(ResultCode.S6a.ratNotAllowed))
        case .roamingNotAllowed: return .init(.experimental(ResultCode.S6a.roamingNotAllowed))
        }
    }

    private func purge(_ request: PurgeUERequest) async throws -> PurgeUEAnswer {
        switch try await platform.purgeUE(request.imsi, by: try request.node()) {
        case .purged: .init(.success, flags: .freezeMTMSI)
        case .servedElsewhere: .init(.success)
        case .unknownSubscriber: .init(.experimental(ResultCode.S6a.userUnknown))
        }
    }

    private func notify(_ request: NotifyRequest) async throws -> ResultAnswer {
        var gateway: ServingNode?
        if let host = request.gateway?.host, let realm = request.gateway?.realm {
            gateway = try ServingNode(AVPs.destinationHost(host), host, AVPs.destinationRealm(realm), realm)
        }
        return switch try await platform.notify(request.imsi, by: try request.node(), gateway: gateway) {
        case .noted: ResultAnswer(.success)
        case .unknownSubscriber: ResultAnswer(.experimental(ResultCode.S6a.userUnknown))
        case .unknownServingNode: ResultAnswer(.experimental(ResultCode.S6a.unknownServingNode))
        }
    }
}

extension S6aRequest {
    /// Who asks, which may be behind relays.
    fileprivate func node() throws(DiameterFailure) -> ServingNode {
        try ServingNode(AVPs.originHost(route.originHost), route.originHost, AVPs.originRealm(route.originRealm), route.originRealm)
    }
}

extension ServingNode {
    /// - Throws: `DiameterFailure` 5004 with the AVP that is no DiameterIdentity.
    fileprivate init(_ hostAVP: AVP, _ host: String, _ realmAVP: AVP, _ realm: String) throws(DiameterFailure) {
        for (avp, name) in [(hostAVP, host), (realmAVP, realm)] where !AllowedPeer.isIdentity(name) {
            throw DiameterFailure(.invalidAVPValue, failedAVP: avp, "a name is no DiameterIdentity")
        }
        self.init(host: host, realm: realm)
    }
}
