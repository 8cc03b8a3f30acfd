import Catalog
import Telecom

/// One service of an order, with its price and fulfilment as they were when the order was placed.
public struct OrderItem: Sendable, Equatable {
    public let position: Int
    public let serviceID: ServiceID
    public let name: String
    /// 1...20.
    public let quantity: Int64
    public let unitPrice: Money
    /// The unit's price in US cents in the same price list: what rewards are counted on, in whatever currency it is paid.
    public let unitRewardBase: Int64
    public let fulfilment: Fulfilment
    /// The tax in `unitPrice`; `nil` where none is due.
    public let unitTax: UnitTax?

    public init(
        position: Int, serviceID: ServiceID, name: String, quantity: Int64, unitPrice: Money, unitRewardBase: Int64, fulfilment: Fulfilment,
        unitTax: UnitTax? = nil
    ) {
        self.position = position
        self.serviceID = serviceID
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.unitRewardBase = unitRewardBase
        self.fulfilment = fulfilment
        self.unitTax = unitTax
    }

    public var amount: Money { unitPrice * quantity }

    public var isMembership: Bool {
        if case .membership = fulfilment { true } else { false }
    }

    /// Where its price goes once it is earned.
    public var revenue: LedgerAccount {
        switch fulfilment {
        case .bucket(.data, _, _, createsLine: false): .dataRevenue
        case .bucket(_, _, _, createsLine: false): .talkRevenue
        case .bucket(_, _, _, createsLine: true): .esimRevenue
        case .membership: .membershipRevenue
        case .addOn: .addOnRevenue
        case .shipment, .none: .goodsRevenue
        }
    }
}
