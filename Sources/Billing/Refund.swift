import Telecom

/// Units of one item that a refund covers.
public struct RefundItem: Sendable, Equatable {
    public let position: Int
    public let quantity: Int64
    public let amount: Money

    public init(position: Int, quantity: Int64, amount: Money) {
        self.position = position
        self.quantity = quantity
        self.amount = amount
    }
}

/// Money of a payment given back, for whole units of items.
public struct Refund: Sendable, Equatable {
    public enum State: String, Sendable {
        /// Decided; the provider has not confirmed it yet.
        case processing
        case succeeded
    }

    public let id: RefundID
    public let brandID: BrandID
    public let orderID: OrderID
    public let paymentID: PaymentID
    public let state: State
    public let amount: Money
    public let items: [RefundItem]
    public let reason: String
    public let actor: String
    public let createdAt: Timestamp
    public let settledAt: Timestamp?

    public init(
        id: RefundID, brandID: BrandID, orderID: OrderID, paymentID: PaymentID, state: State = .processing, amount: Money,
        items: [RefundItem],
        reason: String, actor: String, createdAt: Timestamp, settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.orderID = orderID
        self.paymentID = paymentID
        self.state = state
        self.amount = amount
        self.items = items
        self.reason = reason
        self.actor = actor
        self.createdAt = createdAt
        self.settledAt = settledAt
    }
}

/// Why a refund cannot be.
public enum RefundRefusal: Error, Equatable, Sendable {
    case notPaid
    case nothingLeft
    case noSuchItem(position: Int)
    /// Fewer units are left than were asked for.
    case tooMany(position: Int, left: Int64)
    case quantityOutOfRange(position: Int)
}

extension Order {
    /// What to give back. The price of an item is given back by whole units, whatever of it was used: that it may be is the decision
    /// of whoever grants the refund.
    /// - Parameters:
    ///   - asked: units by position; `nil` for all that is left.
    ///   - already: units given back before, by position.
    public func refundable(_ asked: [(position: Int, quantity: Int64)]?, already: [Int: Int64]) throws(RefundRefusal) -> [RefundItem] {
        switch state {
        case .paid, .fulfilled, .partiallyRefunded: break
        case .refunded: throw .nothingLeft
        case .placed, .paymentFailed, .cancelled: throw .notPaid
        }
        var wanted: [Int: Int64] = [:]
        if let asked {
            for (position, quantity) in asked {
                guard items.indices.contains(position) else { throw .noSuchItem(position: position) }
                guard (1...Cart.mostUnits).contains(quantity), wanted[position] == nil else {
                    throw .quantityOutOfRange(position: position)
                }
                wanted[position] = quantity
            }
        } else {
            for item in items { wanted[item.position] = item.quantity - already[item.position, default: 0] }
        }
        var refund: [RefundItem] = []
        for item in items {
            guard let quantity = wanted[item.position], quantity > 0 else { continue }
            let left = item.quantity - already[item.position, default: 0]
            guard quantity <= left else { throw .tooMany(position: item.position, left: left) }
            refund.append(RefundItem(position: item.position, quantity: quantity, amount: item.unitPrice * quantity))
        }
        guard refund.contains(where: { $0.amount.minorUnits > 0 }) else { throw .nothingLeft }
        return refund
    }
}
