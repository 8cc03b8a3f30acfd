import Telecom

/// The paper of a purchase (invoice and receipt in one) or of a refund (credit note). Numbers of a brand have no gaps.
public struct Invoice: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case invoice
        case creditNote = "credit_note"
    }

    public struct Line: Sendable, Equatable {
        public let serviceID: ServiceID
        public let name: String
        public let quantity: Int64
        public let unitPrice: Money
        public let amount: Money
        /// In `amount`.
        public let tax: Money

        public init(serviceID: ServiceID, name: String, quantity: Int64, unitPrice: Money, amount: Money, tax: Money) {
            self.serviceID = serviceID
            self.name = name
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.amount = amount
            self.tax = tax
        }
    }

    public let id: InvoiceID
    public let brandID: BrandID
    /// From 1, within the brand.
    public let number: Int64
    public let kind: Kind
    public let accountID: AccountID
    public let orderID: OrderID
    /// The payment or the refund that it records.
    public let causeID: String
    /// Never negative; of a credit note it is what was given back.
    public let total: Money
    public let lines: [Line]
    public let issuedAt: Timestamp

    public init(
        id: InvoiceID, brandID: BrandID, number: Int64, kind: Kind, accountID: AccountID, orderID: OrderID, causeID: String, total: Money,
        lines: [Line], issuedAt: Timestamp
    ) {
        self.id = id
        self.brandID = brandID
        self.number = number
        self.kind = kind
        self.accountID = accountID
        self.orderID = orderID
        self.causeID = causeID
        self.total = total
        self.lines = lines
        self.issuedAt = issuedAt
    }
}

extension Invoice {
    /// In `total`.
    public var tax: Money { lines.reduce(.zero(total.currency)) { $0 + $1.tax } }
}

extension Order {
    public var invoiceLines: [Invoice.Line] {
        items.map {
            Invoice.Line(
                serviceID: $0.serviceID, name: $0.name, quantity: $0.quantity, unitPrice: $0.unitPrice, amount: $0.amount,
                tax: $0.tax(of: $0.quantity))
        }
    }

    public func creditLines(_ refund: [RefundItem]) -> [Invoice.Line] {
        refund.map { refunded in
            let item = items[refunded.position]
            return Invoice.Line(
                serviceID: item.serviceID, name: item.name, quantity: refunded.quantity, unitPrice: item.unitPrice, amount: refunded.amount,
                tax: item.tax(of: refunded.quantity))
        }
    }
}
