import Billing
import Telecom

/// The times that a figure is counted in: from `start` to before `end`, cut into parts of `partSeconds`.
public struct FigureSpan: Sendable, Equatable {
    public let start: Timestamp
    public let end: Timestamp
    /// A whole number of hours.
    public let partSeconds: Int64

    public init(start: Timestamp, end: Timestamp, partSeconds: Int64) {
        self.start = start
        self.end = end
        self.partSeconds = partSeconds
    }

    fileprivate var parameters: [SQLValue] {
        [start.sqlValue, end.sqlValue, .integer(partSeconds * 1_000_000)]
    }
}

/// Figures of a brand by the part of a span that they fall in, counted from 0; parts without any are absent. Each reads an index over
/// the span and nothing else.
extension SQLTransaction {
    public func signUps(of brand: BrandID, in span: FigureSpan) throws -> [Int64: Int64] {
        try counts("accounts", "created_at", brand, span)
    }

    public func ordersPlaced(of brand: BrandID, in span: FigureSpan) throws -> [Int64: Int64] {
        try counts("orders", "placed_at", brand, span)
    }

    public func linesActivated(of brand: BrandID, in span: FigureSpan) throws -> [Int64: Int64] {
        try counts("lines", "activated_at", brand, span)
    }

    /// What was paid for orders, whatever became of it later.
    public func sales(of brand: BrandID, in span: FigureSpan) throws -> [Int64: [Money]] {
        try money(
            """
            SELECT (paid_at - $2) / $4 AS part, currency, CAST(SUM(total) AS BIGINT) AS amount FROM orders
            WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3 GROUP BY part, currency ORDER BY part, currency
            """, brand, span)
    }

    /// What was earned by the books, less what was given back of it.
    public func revenue(of brand: BrandID, in span: FigureSpan) throws -> [Int64: [Money]] {
        let accounts = LedgerAccount.allCases.filter { $0 == .refunds || $0.rawValue.hasPrefix("revenue_") }
        return try money(
            """
            SELECT (t.at - $2) / $4 AS part, e.currency, CAST(SUM(-e.amount) AS BIGINT) AS amount
            FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
            WHERE t.brand_id = $1 AND t.at >= $2 AND t.at < $3 AND e.account IN (\(accounts.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
            GROUP BY part, e.currency ORDER BY part, e.currency
            """, brand, span)
    }

    /// DOTM granted, whatever was taken back later.
    public func rewardsGranted(of brand: BrandID, in span: FigureSpan) throws -> [Int64: TokenAmount] {
        let rows = try query(
            """
            SELECT (created_at - $2) / $4 AS part, CAST(SUM(granted_gwei) AS BIGINT) AS gwei, CAST(SUM(granted_wei) AS BIGINT) AS wei
            FROM rewards WHERE brand_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY part
            """, [brand.sqlValue] + span.parameters)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.integer("part"), try $0.tokens()) })
    }

    /// Octets that were charged. A span's start and parts are whole hours.
    public func octetsUsed(of brand: BrandID, in span: FigureSpan) throws -> [Int64: DataVolume] {
        let rows = try query(
            """
            SELECT (hour - $2) / $4 AS part, CAST(SUM(octets) AS BIGINT) AS octets FROM usage_totals
            WHERE brand_id = $1 AND hour >= $2 AND hour < $3 GROUP BY part
            """, brand, span.start.secondsSince1970 / 3600, (span.end.secondsSince1970 + 3599) / 3600, span.partSeconds / 3600)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.integer("part"), try $0.volume("octets")) })
    }

    public func lineCount(of brand: BrandID, state: String) throws -> Int64 {
        try first("SELECT COUNT(*) AS count FROM lines WHERE brand_id = $1 AND state = $2", brand, state)!.integer("count")
    }

    /// Accounts that are not deleted.
    public func accountCount(of brand: BrandID) throws -> Int64 {
        try first("SELECT COUNT(*) AS count FROM accounts WHERE brand_id = $1 AND deleted_at IS NULL", brand)!.integer("count")
    }

    private func counts(_ table: String, _ column: String, _ brand: BrandID, _ span: FigureSpan) throws -> [Int64: Int64] {
        let rows = try query(
            """
            SELECT (\(column) - $2) / $4 AS part, COUNT(*) AS count FROM \(table)
            WHERE brand_id = $1 AND \(column) >= $2 AND \(column) < $3 GROUP BY part
            """, [brand.sqlValue] + span.parameters)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.integer("part"), try $0.integer("count")) })
    }

    private func money(_ sql: String, _ brand: BrandID, _ span: FigureSpan) throws -> [Int64: [Money]] {
        try query(sql, [brand.sqlValue] + span.parameters)
            .reduce(into: [:]) { parts, row in parts[try row.integer("part"), default: []].append(try row.money("amount")) }
    }
}
