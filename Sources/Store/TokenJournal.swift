import Rewards
import Telecom

/// An amount of tokens as two columns: whole 10^9 base units (rounded down) and the rest, so that both engines add them up exactly.
struct TokenColumns {
    let gwei: Int64
    let wei: Int64

    init(_ amount: TokenAmount) {
        let (quotient, remainder) = amount.baseUnits.quotientAndRemainder(dividingBy: 1_000_000_000)
        gwei = Int64(remainder < 0 ? quotient - 1 : quotient)
        wei = Int64(remainder < 0 ? remainder + 1_000_000_000 : remainder)
    }
}

extension SQLRow {
    func tokens(_ prefix: String = "") throws -> TokenAmount {
        TokenAmount(baseUnits: Int128(try integer(prefix + "gwei")) * 1_000_000_000 + Int128(try integer(prefix + "wei")))
    }
}

/// Exact sums of the two columns on both engines (PostgreSQL adds integers up to a numeric).
let tokenSums = "CAST(COALESCE(SUM(gwei), 0) AS BIGINT) AS gwei, CAST(COALESCE(SUM(wei), 0) AS BIGINT) AS wei"

extension SQLTransaction {
    /// Writes a transaction of the token journal. Its reference may have been used only once.
    public func insertTokenTransaction(_ transaction: TokenTransaction) throws {
        try execute(
            "INSERT INTO token_transactions (id, reference, at) VALUES ($1, $2, $3)", transaction.id, transaction.reference, transaction.at)
        try executeBatch(
            "INSERT INTO token_entries (transaction_id, position, ledger_account, account_id, gwei, wei) VALUES ($1, $2, $3, $4, $5, $6)",
            transaction.entries.enumerated().map { position, entry in
                let amount = TokenColumns(entry.amount)
                return [
                    transaction.id.sqlValue, .integer(Int64(position)), .text(entry.account.rawValue), entry.memberID.sqlValue,
                    .integer(amount.gwei), .integer(amount.wei),
                ]
            })
    }

    /// What the operator owes a member, from the journal.
    public func tokenBalance(of account: AccountID) throws -> TokenAmount {
        -(try first("SELECT \(tokenSums) FROM token_entries WHERE account_id = $1", account)!.tokens())
    }

    /// Each account of the token journal with its sum over all members, debits positive.
    public func tokenLedgerBalances() throws -> [TokenLedgerAccount: TokenAmount] {
        let rows = try query("SELECT ledger_account, \(tokenSums) FROM token_entries GROUP BY ledger_account")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.choice("ledger_account"), try $0.tokens()) })
    }

    /// At most `limit` transactions after `after`, oldest first.
    public func tokenTransactions(after: JournalEntryID?, limit: Int) throws -> [TokenTransaction] {
        let rows = try query(
            """
            SELECT t.id, t.reference, t.at, e.ledger_account, e.account_id, e.gwei, e.wei
            FROM (SELECT * FROM token_transactions WHERE id > $1 ORDER BY id LIMIT $2) t
            LEFT JOIN token_entries e ON e.transaction_id = t.id ORDER BY t.id, e.position
            """, after?.text ?? "", limit)
        var transactions: [TokenTransaction] = []
        for row in rows {
            let id: JournalEntryID = try row.id("id")
            let entry = try row.optionalText("ledger_account").map { _ in
                TokenTransaction.Entry(try row.choice("ledger_account"), member: try row.optionalID("account_id"), try row.tokens())
            }
            if let last = transactions.last, last.id == id {
                transactions[transactions.count - 1] = last.adding(entry!)
            } else {
                transactions.append(
                    TokenTransaction(
                        id: id, reference: try row.text("reference"), entries: entry.map { [$0] } ?? [], at: try row.time("at")))
            }
        }
        return transactions
    }
}

extension TokenTransaction {
    fileprivate func adding(_ entry: Entry) -> TokenTransaction {
        TokenTransaction(id: id, reference: reference, entries: entries + [entry], at: at)
    }
}
