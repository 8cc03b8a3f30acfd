import Telecom

/// The books as text for other people's accounting.
public enum LedgerFormat: String, CaseIterable, Sendable {
    /// RFC 4180, a row for each entry; amounts have a point and two decimals, debits positive.
    case csv
    /// The plain-text journal of hledger and ledger-cli: accounts such as `assets:cash_at_provider`, brand and order as tags.
    /// Source: hledger's manual, "Journal".
    case hledger

    /// What stands before the first transaction.
    public var head: String {
        switch self {
        case .csv: "transaction_id,at,brand_id,reference,order_id,class,account,amount,currency\n"
        case .hledger: Currency.allCases.map { "commodity \($0.rawValue) 1000.00\n" }.joined() + "\n"
        }
    }

    public func text(of transaction: LedgerTransaction) -> String {
        switch self {
        case .csv:
            let start = [
                transaction.id.text, transaction.at.description, transaction.brandID.text, transaction.reference,
                transaction.orderID?.text ?? "",
            ]
            return transaction.entries.map { entry in
                let fields =
                    start + [
                        entry.account.accountClass.rawValue, entry.account.rawValue, entry.amount.decimal, entry.amount.currency.rawValue,
                    ]
                return CSV.line(fields)
            }.joined()
        case .hledger:
            let order = transaction.orderID.map { ", order:\($0.text)" } ?? ""
            let entries = transaction.entries.map { entry in
                "    \(entry.account.accountClass.rawValue):\(entry.account.rawValue)  \(entry.amount.currency.rawValue) \(entry.amount.decimal)\n"
            }
            return """
                \(transaction.at.description.prefix(10)) * (\(transaction.id.text)) \(transaction.reference)  ; brand:\(transaction.brandID.text)\(order)
                \(entries.joined())

                """
        }
    }
}
