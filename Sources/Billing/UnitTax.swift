import Catalog
import Telecom

/// The tax in the price of one unit of an order's item, as it was when the order was placed.
public struct UnitTax: Sendable, Equatable {
    public let name: String
    /// Hundredths of a percent of the price without it, 1...10,000.
    public let basisPoints: Int
    /// 0 up to the unit's price.
    public let amount: Money

    public init(name: String, basisPoints: Int, amount: Money) {
        self.name = name
        self.basisPoints = basisPoints
        self.amount = amount
    }

    /// The rate in percent, such as `5` or `12.5`.
    public var percent: String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return "\(whole)" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    public init(_ rate: TaxRate, in unitPrice: Money) {
        self.init(name: rate.name, basisPoints: rate.basisPoints, amount: rate.included(in: unitPrice))
    }
}

extension OrderItem {
    /// The tax in so many of its units. By whole units it is exact: what refunds take back adds up to what was charged.
    public func tax(of units: Int64) -> Money { (unitTax?.amount ?? .zero(unitPrice.currency)) * units }

    /// What is ours of a unit's price.
    public var unitRevenue: Money { unitPrice - tax(of: 1) }
}

extension Order {
    /// The tax in its total.
    public var tax: Money { items.reduce(.zero(currency)) { $0 + $1.tax(of: $1.quantity) } }

    /// Name and rate of it, such as `GST (5 %)`; `nil` without tax. All items of an order are under one rate.
    public var taxName: String? {
        guard tax.minorUnits > 0, let unitTax = items.lazy.compactMap(\.unitTax).first else { return nil }
        return "\(unitTax.name) (\(unitTax.percent) %)"
    }

    /// The tax in what a refund gives back.
    public func tax(of refund: [RefundItem]) -> Money { refund.reduce(.zero(currency)) { $0 + items[$1.position].tax(of: $1.quantity) } }
}
