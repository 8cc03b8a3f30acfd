import Charging
import Store
import Telecom

/// Lines to measure with: each has an account, a group and a bucket of its own that is never used up.
struct ChargingPopulation: Sendable {
    let lines: Int

    static let created = Timestamp(secondsSince1970: 1_790_000_000)

    func line(_ index: Int) -> LineID { LineID("line_bench\(index)")! }
    func group(_ index: Int) -> GroupID { GroupID("grp_bench\(index)")! }
    private func account(_ index: Int) -> AccountID { AccountID("acc_bench\(index)")! }

    /// Adds the lines that the database does not have, thousands in a transaction.
    func insert(into store: any SQLEngine) async throws {
        let size = 5000
        for start in stride(from: 0, to: lines, by: size) {
            let range = start..<min(start + size, lines)
            try await store.write { transaction in
                guard try transaction.first("SELECT 1 AS one FROM lines WHERE id = $1", line(range.upperBound - 1)) == nil else { return }
                try insert(range, into: transaction)
            }
        }
    }

    private func insert(_ range: Range<Int>, into transaction: any SQLTransaction) throws {
        let (brand, at) = (BrandID.dotm.sqlValue, Self.created.sqlValue)
        try transaction.executeBatch(
            "INSERT INTO groups (id, brand_id, owner_account_id, created_at) VALUES ($1, $2, $3, $4)",
            range.map { [group($0).sqlValue, brand, account($0).sqlValue, at] })
        try transaction.executeBatch(
            """
            INSERT INTO accounts (id, brand_id, group_id, email_verified, language, role, tokens_valid_since, created_at)
            VALUES ($1, $2, $3, 0, 'en', 'subscriber', 0, $4)
            """, range.map { [account($0).sqlValue, brand, group($0).sqlValue, at] })
        try transaction.executeBatch(
            """
            INSERT INTO lines (id, brand_id, account_id, order_item, state, suspensions, revision, created_at)
            VALUES ($1, $2, $3, 0, 'active', '', 1, $4)
            """, range.map { [line($0).sqlValue, brand, account($0).sqlValue, at] })
        let buckets = range.map { index in
            Bucket(
                id: BucketID("bkt_bench\(index)")!, groupID: group(index), accountID: account(index), unit: .octets,
                granted: ChargingUnit.greatestCount, priority: 100, startsAt: Self.created, expiresAt: nil, serviceID: "basic_data",
                orderID: nil)
        }
        try transaction.grantBuckets(buckets, at: Self.created)
    }
}
