/// What blocks have cost. Source: execution-apis, eth_feeHistory.
public struct FeeHistory: Hashable, Sendable {
    /// Wei for a unit of gas, the oldest block first; one more than there are blocks: the next block's is known.
    public let baseFeesPerGas: [UInt256]
    /// The median of what was paid above it, one for each block; may be empty.
    public let medianPriorityFees: [UInt256]

    public init?(baseFeesPerGas: [UInt256], medianPriorityFees: [UInt256]) {
        guard !baseFeesPerGas.isEmpty, baseFeesPerGas.count <= 1025, medianPriorityFees.count < baseFeesPerGas.count else { return nil }
        self.baseFeesPerGas = baseFeesPerGas
        self.medianPriorityFees = medianPriorityFees
    }

    init?(_ json: JSON) {
        guard let items = json["baseFeePerGas"]?.list else { return nil }
        let rewards = json["reward"]?.list ?? []
        let (fees, medians) = (items.compactMap(\.quantity), rewards.compactMap { $0.list?.first?.quantity })
        guard fees.count == items.count, medians.count == rewards.count else { return nil }
        self.init(baseFeesPerGas: fees, medianPriorityFees: medians)
    }
}

/// What a transaction offers for a unit of gas, in wei. Source: EIP-1559.
public struct FeeEstimate: Hashable, Sendable {
    public let maxPriorityFeePerGas: UInt256
    public let maxFeePerGas: UInt256

    public init(maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256) {
        self.maxPriorityFeePerGas = maxPriorityFeePerGas
        self.maxFeePerGas = maxFeePerGas
    }

    /// The middle of what others pay above the base fee, and twice the next base fee: enough for six full blocks in a row, each of which raises it
    /// by an eighth.
    /// - Parameters:
    ///   - leastPriorityFee: wei; what to offer when blocks were empty.
    ///   - limit: the most wei for a unit of gas.
    /// - Returns: `nil` when it would be above the limit: wait, or let somebody decide.
    public init?(_ history: FeeHistory, leastPriorityFee: UInt256, limit: UInt256) {
        let paid = history.medianPriorityFees.sorted()
        let middle = paid.isEmpty ? leastPriorityFee : max(paid[paid.count / 2], leastPriorityFee)
        guard let base = history.baseFeesPerGas.last else { return nil }
        let (twice, isTooMuch) = base.multipliedReportingOverflow(by: 2)
        let (whole, overflows) = twice.addingReportingOverflow(middle)
        guard !isTooMuch, !overflows, whole <= limit else { return nil }
        self.init(maxPriorityFeePerGas: middle, maxFeePerGas: whole)
    }

    /// What replaces a transaction that offered this: an eighth more of both, where nodes want a tenth at least, and no less than `current`.
    /// - Returns: `nil` above the limit.
    public func replaced(by current: FeeEstimate, limit: UInt256) -> FeeEstimate? {
        guard let priority = Self.raised(maxPriorityFeePerGas), let whole = Self.raised(maxFeePerGas) else { return nil }
        let (newPriority, newWhole) = (max(priority, current.maxPriorityFeePerGas), max(whole, current.maxFeePerGas))
        guard newWhole <= limit, newPriority <= newWhole else { return nil }
        return FeeEstimate(maxPriorityFeePerGas: newPriority, maxFeePerGas: newWhole)
    }

    /// An eighth more, one wei at least.
    private static func raised(_ fee: UInt256) -> UInt256? {
        let eighth = fee.quotientAndRemainder(dividingBy: 8).quotient
        let (sum, overflow) = fee.addingReportingOverflow(eighth.addingReportingOverflow(1).partialValue)
        return overflow ? nil : sum
    }
}
