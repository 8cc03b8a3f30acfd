import Billing
import Telecom

/// The sum of an account of the books in one currency.
public struct LedgerBalance: Sendable, Equatable {
    public let brandID: BrandID
    public let account: LedgerAccount
    /// Debit positive.
    public let balance: Money
}

extension SQLTransaction {
    /// Books entries that balance. Entries of nothing are not booked.
    /// - Parameter reference: used once only; a second booking breaks a constraint.
    public func book(
        _ entries: [LedgerEntry], reference: String, brand: BrandID, order: OrderID?, at time: Timestamp, randomness: Randomness
    ) throws {
        let transaction = LedgerTransaction(
            id: ID(at: time, randomness), brandID: brand, reference: reference, orderID: order, entries: entries, at: time)
        guard !transaction.entries.isEmpty else { return }
        try execute(
            "INSERT INTO ledger_transactions (id, brand_id, reference, order_id, at) VALUES ($1, $2, $3, $4, $5)", transaction.id, brand,
            reference, order, time)
        try executeBatch(
            "INSERT INTO ledger_entries (transaction_id, position, brand_id, account, amount, currency) VALUES ($1, $2, $3, $4, $5, $6)",
            transaction.entries.enumerated().map { position, entry in
                [
                    transaction.id.sqlValue, position.sqlValue, brand.sqlValue, .text(entry.account.rawValue),
                    entry.amount.minorUnits.sqlValue, entry.amount.currency.sqlValue,
                ]
            })
    }

    /// At most `limit` transactions after `after`, oldest first, as they stand.
    public func ledgerTransactions(after: JournalEntryID?, limit: Int) throws -> [LedgerTransaction] {
        let rows = try query(
            """
            SELECT t.id, t.brand_id, t.reference, t.order_id, t.at, e.account, e.amount, e.currency
            FROM (SELECT * FROM ledger_transactions WHERE id > $1 ORDER BY id LIMIT $2) t
            LEFT JOIN ledger_entries e ON e.transaction_id = t.id ORDER BY t.id, e.position
            """, after?.text ?? "", limit)
        var transactions: [LedgerTransaction] = []
        for row in rows {
            let id: JournalEntryID = try row.id("id")
            let entry = try row.optionalText("account").map { _ in LedgerEntry(try row.choice("account"), try row.money("amount")) }
            let before = transactions.last?.id == id ? transactions.removeLast().entries : []
            transactions.append(
                LedgerTransaction(
                    unchecked: before + (entry.map { [$0] } ?? []), id: id, brandID: try row.id("brand_id"),
                    reference: try row.text("reference"),
                    orderID: try row.optionalID("order_id"), at: try row.time("at")))
        }
        return transactions
    }

    /// The books' sums, of one brand or of all.
    public func ledgerBalances(brand: BrandID? = nil) throws -> [LedgerBalance] {
        try query(
            """
            SELECT brand_id, account, currency, CAST(SUM(amount) AS BIGINT) AS balance FROM ledger_entries
            WHERE $1 = '' OR brand_id = $1 GROUP BY brand_id, currency, account ORDER BY brand_id, currency, account
            """, brand?.text ?? ""
        ).map { row in
            LedgerBalance(brandID: try row.id("brand_id"), account: try row.choice("account"), balance: try row.money("balance"))
        }
    }

    /// The sums of what one order has done to the books, by account.
    public func ledgerBalances(order: OrderID) throws -> [LedgerAccount: Int64] {
        let rows = try query(
            """
            SELECT e.account, CAST(SUM(e.amount) AS BIGINT) AS balance FROM ledger_entries e
            JOIN ledger_transactions t ON t.id = e.transaction_id WHERE t.order_id = $1 GROUP BY e.account
            """, order)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.choice("account"), try $0.integer("balance")) })
    }
}
