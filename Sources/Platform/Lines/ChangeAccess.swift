import Store
import Subscribers
import Telecom

extension Platform {
    /// Gives a line another access point or quality on the own network. The MME that serves it is told by a job; sessions that are open keep
    /// what they have until it acts on that.
    /// - Parameter isOwnQuality: the quality holds whatever the line buys; else the catalogue's policy decides it, and `access` names the
    ///   access point alone.
    /// - Throws: `line_not_found`; `subscriber_not_found` when the own network does not serve the line.
    @discardableResult
    public func changeAccess(of id: LineID, to access: AccessProfile, isOwnQuality: Bool = true, by principal: Principal) async throws
        -> Subscriber
    {
        let now = time.now()
        return try await store.write { transaction in
            let line = try transaction.line(id, for: principal)
            guard let before = try transaction.subscriber(of: id) else { throw PlatformError.notFound("subscriber") }
            guard before.access != access || before.hasOwnQuality != isOwnQuality else { return before }
            try transaction.setAccess(of: id, access, isOwnQuality: isOwnQuality, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: "line.access", subject: id.text,
                detail: isOwnQuality
                    ? ["apn": access.apn.name, "qci": "\(access.qci)", "downlink": "\(access.downlinkBitsPerSecond)"]
                    : ["apn": access.apn.name],
                brand: line.brandID, at: now)
            try transaction.informServingNode(of: id, occasion: "access:\(now.microsecondsSince1970)", at: now)
            return try transaction.subscriber(of: id)!
        }
    }

    /// What the own network knows of a line, and where it is: `nil` until an MME has said that it serves it.
    /// - Throws: `line_not_found`, `subscriber_not_found`.
    public func networkAccess(of id: LineID, for principal: Principal) async throws -> (subscriber: Subscriber, location: Location?) {
        let now = time.now()
        return try await store.read { transaction in
            _ = try transaction.line(id, for: principal)
            guard let subscriber = try transaction.subscriber(of: id) else { throw PlatformError.notFound("subscriber") }
            let location = try transaction.location(of: subscriber.imsi)
            return (subscriber: try treated(subscriber, in: location?.visitedNetwork, at: now, transaction), location: location)
        }
    }
}
