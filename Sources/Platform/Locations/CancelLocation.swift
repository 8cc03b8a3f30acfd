import Store
import Subscribers
import Telecom

extension Platform {
    /// Tells an MME that another one serves a subscriber now; does nothing when the subscriber has come back to it meanwhile.
    /// Source: 3GPP TS 29.272 §5.2.1.2.
    public func cancelLocation(of imsi: IMSI, at node: ServingNode) async throws {
        let location = try await store.read { try $0.location(of: imsi) }
        if let location, location.purgedAt == nil, location.node.isSame(as: node) { return }
        _ = try await servingNodes.cancelLocation(of: imsi, .mmeUpdate, at: node)
    }
}

extension JobHandler {
    public static let cancelLocation = JobHandler(kind: LocationJob.cancelLocation) { platform, job in
        let payload = try job.decode(LocationJob.self)
        guard let node = payload.node else { throw JobAbandoned("no MME is named") }
        try await platform.cancelLocation(of: payload.imsi, at: node)
    }
}
