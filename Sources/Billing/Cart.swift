import Catalog
import Telecom

/// What somebody wants to buy: services with quantities, one currency, and where to send what is sent.
public struct Cart: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        public let serviceID: ServiceID
        public let quantity: Int64

        public init(_ serviceID: ServiceID, quantity: Int64 = 1) {
            self.serviceID = serviceID
            self.quantity = quantity
        }
    }

    /// Most items of one cart, and most units of one service.
    public static let mostItems = 20
    public static let mostUnits: Int64 = 20

    public let items: [Item]
    public let currency: Currency
    public let shippingAddress: PostalAddress?

    public init(items: [Item], currency: Currency, shippingAddress: PostalAddress? = nil) {
        self.items = items
        self.currency = currency
        self.shippingAddress = shippingAddress
    }
}

/// Why a cart cannot become an order.
public enum CartRefusal: Error, Equatable, Sendable {
    case empty
    case tooManyItems
    case quantityOutOfRange(ServiceID)
    case unknownService(ServiceID)
    /// The catalogue lists it, but not to be bought by itself.
    case notSold(ServiceID)
    case notSoldInCurrency(ServiceID)
    /// A membership or an add-on is bought once at a time.
    case onlyOne(ServiceID)
    case twoMemberships
    case shippingAddressMissing
}

extension Cart {
    /// The order's items at today's prices, with the tax that they include. A service named twice counts together.
    /// - Parameter country: the buyer's, as far as it is known. What is sent by post is taxed, with all beside it, where it goes.
    public func priced(by catalog: Catalog, for country: Country? = nil) throws(CartRefusal) -> [OrderItem] {
        guard !items.isEmpty else { throw .empty }
        guard items.count <= Self.mostItems else { throw .tooManyItems }
        let quantities = try quantities(catalog)
        let isSent = quantities.contains { catalog.service($0.0)!.fulfilment.needsShippingAddress }
        let rate = (isSent ? shippingAddress?.country : country).flatMap { catalog.taxes[$0] }
        var order: [OrderItem] = []
        for (serviceID, quantity) in quantities {
            let service = catalog.service(serviceID)!
            guard let price = service.price[currency], let usd = service.price[.usd] else { throw .notSoldInCurrency(serviceID) }
            order.append(
                OrderItem(
                    position: order.count, serviceID: serviceID, name: service.name, quantity: quantity, unitPrice: price,
                    unitRewardBase: usd.minorUnits, fulfilment: service.fulfilment, unitTax: rate.map { UnitTax($0, in: price) }))
        }
        guard order.count(where: \.isMembership) <= 1 else { throw .twoMemberships }
        guard shippingAddress != nil || !order.contains(where: { $0.fulfilment.needsShippingAddress }) else {
            throw .shippingAddressMissing
        }
        return order
    }

    /// Units by the service's own name (an alias is resolved), in the order in which they were first named.
    private func quantities(_ catalog: Catalog) throws(CartRefusal) -> [(ServiceID, Int64)] {
        var found: [(id: ServiceID, quantity: Int64)] = []
        for item in items {
            guard (1...Self.mostUnits).contains(item.quantity) else { throw .quantityOutOfRange(item.serviceID) }
            guard let service = catalog.service(item.serviceID) else { throw .unknownService(item.serviceID) }
            guard service.isSold else { throw .notSold(item.serviceID) }
            if let index = found.firstIndex(where: { $0.id == service.id }) {
                found[index].quantity += item.quantity
            } else {
                found.append((service.id, item.quantity))
            }
        }
        for (id, quantity) in found {
            guard quantity <= Self.mostUnits else { throw .quantityOutOfRange(id) }
            if catalog.service(id)!.fulfilment.isSubscription, quantity > 1 { throw .onlyOne(id) }
        }
        return found.map { ($0.id, $0.quantity) }
    }
}

extension Fulfilment {
    /// Whether it runs in periods that renew.
    public var isSubscription: Bool {
        switch self {
        case .membership, .addOn: true
        case .bucket, .shipment, .none: false
        }
    }
}
