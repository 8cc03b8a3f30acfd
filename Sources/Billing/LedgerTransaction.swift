import Telecom

public struct LedgerEntry: Sendable, Equatable {
    public let account: LedgerAccount
    /// Debit positive, credit negative, never zero.
    public let amount: Money

    public init(_ account: LedgerAccount, _ amount: Money) {
        self.account = account
        self.amount = amount
    }
}

/// One change of the books: entries that sum to zero in each currency, written once and never changed.
public struct LedgerTransaction: Sendable, Equatable {
    public let id: JournalEntryID
    public let brandID: BrandID
    /// What caused it, such as `payment:pay_…`. Unique, so nothing is booked twice.
    public let reference: String
    public let orderID: OrderID?
    public let entries: [LedgerEntry]
    public let at: Timestamp

    /// Entries of nothing are left out. Entries that do not balance are a programmer's mistake and trap.
    public init(id: JournalEntryID, brandID: BrandID, reference: String, orderID: OrderID?, entries: [LedgerEntry], at time: Timestamp) {
        precondition(Self.imbalance(entries).isEmpty, "\(reference) does not balance")
        self.init(
            unchecked: entries.filter { $0.amount.minorUnits != 0 }, id: id, brandID: brandID, reference: reference, orderID: orderID,
            at: time)
    }

    /// As it stands in the store, for verification.
    public init(
        unchecked entries: [LedgerEntry], id: JournalEntryID, brandID: BrandID, reference: String, orderID: OrderID?, at time: Timestamp
    ) {
        self.id = id
        self.brandID = brandID
        self.reference = reference
        self.orderID = orderID
        self.entries = entries
        at = time
    }

    /// The sums that are not zero.
    public var imbalance: [Money] { Self.imbalance(entries) }

    private static func imbalance(_ entries: [LedgerEntry]) -> [Money] {
        var sums: [Currency: Int64] = [:]
        for entry in entries { sums[entry.amount.currency, default: 0] += entry.amount.minorUnits }
        return sums.filter { $0.value != 0 }.map { Money(minorUnits: $0.value, currency: $0.key) }
    }
}
