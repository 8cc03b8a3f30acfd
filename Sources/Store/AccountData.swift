import Telecom

/// Everything that is kept about a person, table by table: what an export shows and what a deletion leaves.
public struct AccountTable: Sendable {
    public enum Deletion: Sendable {
        case erased
        /// Kept under the account's id, which then names nobody.
        case kept(because: String)
    }

    public let name: String
    /// The column that names the account.
    let column: String
    public let deletion: Deletion
    /// Columns that an export leaves out: digests of secrets.
    let hidden: Set<String>

    init(_ name: String, column: String = "account_id", _ deletion: Deletion, hidden: Set<String> = []) {
        self.name = name
        self.column = column
        self.deletion = deletion
        self.hidden = hidden
    }

    private static let books = Deletion.kept(because: "commercial and tax law keep the books")

    /// Every table with a column for an account; a test holds this list against the schema.
    /// In the order in which a deletion goes through them.
    public static let all: [AccountTable] = [
        AccountTable("sessions", .erased, hidden: ["secret_digest"]),
        AccountTable("api_keys", .erased, hidden: ["secret_digest"]),
        AccountTable("notifications", .erased),
        AccountTable("mails", .erased),
        AccountTable("identities", .erased),
        AccountTable("beta_links", column: "admin_id", .erased, hidden: ["digest"]),
        AccountTable("beta_requests", .erased),
        AccountTable("wallets", .erased),
        AccountTable("groups", column: "owner_account_id", .kept(because: "buckets and orders hang on it")),
        AccountTable("lines", .kept(because: "numbering rules ask who had a number")),
        AccountTable("buckets", books),
        AccountTable("orders", books),
        AccountTable("payment_methods", books, hidden: ["token", "fingerprint"]),
        AccountTable("payments", books),
        AccountTable("subscriptions", books),
        AccountTable("invoices", books),
        AccountTable("rewards", books),
        AccountTable("token_entries", books),
    ]
}

extension SQLTransaction {
    /// The account's rows of one table, at most 10,000, without digests of secrets.
    public func rows(of account: AccountID, in table: AccountTable) throws -> [SQLRow] {
        try query("SELECT * FROM \(table.name) WHERE \(table.column) = $1 LIMIT 10000", account).map { row in
            let shown = row.columns.indices.filter { !table.hidden.contains(row.columns[$0]) }
            return SQLRow(columns: shown.map { row.columns[$0] }, values: shown.map { row.values[$0] })
        }
    }

    public func eraseRows(of account: AccountID, in table: AccountTable) throws {
        try execute("DELETE FROM \(table.name) WHERE \(table.column) = $1", account)
    }
}
