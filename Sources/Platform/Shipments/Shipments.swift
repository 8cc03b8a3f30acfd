import Store
import Telecom

extension Platform {
    /// What a brand has to send or has sent, with its addresses, for its staff: the oldest first, newer than `after` when given.
    /// - Throws: `PlatformError.forbidden` unless support or admin.
    public func shipments(
        in state: Shipment.State, after: ShipmentID? = nil, limit: Int, as staff: Principal
    ) async throws -> [AddressedShipment] {
        guard staff.isStaff else { throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.") }
        return try await store.read { try $0.shipments(of: staff.brandID, in: state, after: after, limit: limit) }
    }
}
