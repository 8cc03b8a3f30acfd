extension ChargingState {
    /// What must hold of every state, whatever came before.
    /// - Returns: sentences about what does not hold; empty when all is well.
    public func brokenInvariants() -> [String] {
        var broken: [String] = []
        var reserved: [Int64: Int64] = [:]
        for part in sessions.values.lazy.flatMap(\.reservations).flatMap(\.parts) { reserved[part.bucket, default: 0] += part.units }
        for bucket in buckets {
            let counts = [bucket.used, bucket.reserved, bucket.withdrawn, bucket.remaining ?? 0]
            if counts.contains(where: { $0 < 0 }) { broken.append("bucket \(bucket.id) holds a negative count") }
            if let granted = bucket.granted, granted != counts.reduce(0, +) {
                broken.append("bucket \(bucket.id) does not add up to what was granted")
            }
            if reserved.removeValue(forKey: bucket.number) ?? 0 != bucket.reserved {
                broken.append("bucket \(bucket.id) has reserved other than its sessions hold")
            }
        }
        if !reserved.isEmpty { broken.append("a session holds units of a bucket that is gone") }
        for (unit, sums) in closed where sums.granted != sums.used + sums.withdrawn + sums.expired {
            broken.append("the closed buckets of \(unit) do not add up")
        }
        return broken
    }
}
