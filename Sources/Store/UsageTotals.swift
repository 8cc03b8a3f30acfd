import Telecom

extension SQLTransaction {
    /// Adds octets that were charged just now to the sums of their brands, in the transaction that charges them.
    /// - Parameter shard: any group of the transaction: it chooses one of 32 sums of the hour, so that nodes seldom write the same row.
    public func addUsageTotals(_ octets: [BrandID: Int64], shard group: GroupID, at time: Timestamp) throws {
        let shard = Int64(group.text.utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 32)
        // In the order of brands on every node, so that two of them never wait for each other.
        try executeBatch(
            """
            INSERT INTO usage_totals (brand_id, hour, shard, octets) VALUES ($1, $2, $3, $4)
            ON CONFLICT (brand_id, hour, shard) DO UPDATE SET octets = usage_totals.octets + excluded.octets
            """,
            octets.sorted { $0.key < $1.key }.map { brand, sum in
                [brand.sqlValue, .integer(time.secondsSince1970 / 3600), .integer(shard), .integer(sum)]
            })
    }
}
