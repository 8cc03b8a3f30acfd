import Billing
import Platform
import Store
import Telecom

struct ShipmentBody: APIBody {
    let id: ShipmentID
    let serviceID: ServiceID
    let state: Shipment.State
    let carrier: String?
    let trackingNumber: String?
    let shippedAt: Timestamp?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Shipment.self)), .required("service_id", .serviceName),
        .required("state", .oneOf(Shipment.State.self)), .optional("carrier", .text(1...60), "Who carries it."),
        .optional("tracking_number", .trackingNumber), .optional("shipped_at", .time),
    ])

    init(_ shipment: Shipment) {
        id = shipment.id
        serviceID = shipment.serviceID
        state = shipment.state
        carrier = shipment.tracking?.carrier
        trackingNumber = shipment.tracking?.number
        shippedAt = shipment.state == .shipped ? shipment.closedAt : nil
    }
}

struct AddressedShipmentBody: APIBody {
    let shipment: ShipmentBody
    let orderID: OrderID
    let accountID: AccountID
    let address: AddressBody
    let orderedAt: Timestamp

    static let schema = JSONSchema.object([
        .required("shipment", .body(ShipmentBody.self)), .required("order_id", .id(Noun.Order.self)),
        .required("account_id", .id(Noun.Account.self)), .required("address", .body(AddressBody.self)),
        .required("ordered_at", .time, "When it was ready to be sent."),
    ])

    init(_ addressed: AddressedShipment) {
        shipment = ShipmentBody(addressed.shipment)
        orderID = addressed.shipment.orderID
        accountID = addressed.accountID
        address = AddressBody(addressed.address)
        orderedAt = addressed.shipment.createdAt
    }
}

struct DispatchBody: APIBody {
    let carrier: String
    let trackingNumber: String

    static let schema = JSONSchema.object([
        .required("carrier", .text(1...60), "Who carries it."), .required("tracking_number", .trackingNumber),
    ])

    /// - Throws: `PlatformError.invalid`.
    func tracking() throws -> ParcelTracking {
        do {
            return try ParcelTracking(carrier: carrier, number: trackingNumber)
        } catch {
            throw switch error {
            case .carrier: PlatformError.invalid("carrier", "Name the carrier in 1 to 60 characters.")
            case .number: PlatformError.invalid("tracking_number", "A tracking number is 4 to 40 letters, digits and hyphens.")
            }
        }
    }
}

extension JSONSchema {
    static let trackingNumber = text(4...40, TextPattern("^[0-9A-Za-z-]{4,40}$") { ParcelTracking.isNumber($0) })
}
