import Billing
import Platform
import Store
import Telecom

enum ShipmentRoutes {
    static let endpoints: [Endpoint] = [list, dispatch]

    static let list = Endpoint(
        .get, "/v1/admin/shipments", "listShipments", tag: "Shipments", "List what is to be sent by post, the oldest first",
        access: .role(.support, .admin, scope: "admin:read"),
        parameters: .page + [.query("state", .oneOf(Shipment.State.self), "`pending` unless given.")],
        output: Page<AddressedShipmentBody>.self
    ) { call in
        let page = try call.pageRequest
        let shipments = try await call.platform.shipments(
            in: call.text("state").flatMap(Shipment.State.init) ?? .pending, after: page.after.flatMap { ShipmentID($0) },
            limit: page.fetchLimit, as: try call.principal)
        return page.page(shipments, key: \.shipment.id.text) { AddressedShipmentBody($0) }
    }

    static let dispatch = Endpoint(
        .put, "/v1/admin/shipments/{shipment_id}/dispatch", "dispatchShipment", tag: "Shipments",
        "Record that a shipment was handed to its carrier", description: "Its owner gets a notification and a mail.",
        access: .role(.support, .admin, scope: "admin:write"),
        parameters: [.id("shipment_id", Noun.Shipment.self, "The shipment.")], input: DispatchBody.self,
        output: AddressedShipmentBody.self,
        errors: [
            .init(409, "shipment_cancelled", "It was refunded."), .init(409, "shipment_shipped", "It was sent under another number."),
            .init(409, "payment_disputed", "The bank decides who gets the money."),
        ]
    ) { call, input in
        AddressedShipmentBody(
            try await call.platform.dispatchShipment(
                try call.id("shipment_id"), with: try input.tracking(), as: try call.principal))
    }
}
