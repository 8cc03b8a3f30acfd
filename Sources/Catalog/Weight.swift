/// How many units of a bucket one unit of use takes, exactly: 1 as it is, 2 doubly, 1/2 half, 0 not at all.
public struct Weight: Hashable, Sendable {
    /// In 27,720ths, which every denominator of 1...12 divides; 0...100 whole units.
    public let parts: Int64

    public static let whole: Int64 = 27_720
    public static let greatest: Int64 = 100
    public static let one = Weight(parts: whole)
    public static let rule = "a whole number from 0 to 100, or such a fraction with a denominator from 1 to 12, as 1/2"

    private init(parts: Int64) { self.parts = parts }

    /// `nil` for parts that no weight has.
    public init?(inParts parts: Int64) {
        guard (0...Self.greatest * Self.whole).contains(parts) else { return nil }
        self.parts = parts
    }

    /// Reads `2`, `0` or `3/4`.
    public init?(_ text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(numbers.count),
            numbers.allSatisfy({ (1...5).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let numerator = Int64(numbers[0]), let denominator = numbers.count == 2 ? Int64(numbers[1]) : 1,
            (1...12).contains(denominator)
        else { return nil }
        self.init(inParts: numerator * (Self.whole / denominator))
    }

    /// Units of use that `units` of a bucket pay for, rounded down; `nil` is without end.
    public func covered(by units: Int64) -> Int64? {
        parts == 0 ? nil : Int64(clamping: Int128(units) * Int128(Self.whole) / Int128(parts))
    }

    /// Units of a bucket that pay for so many units of use, rounded up.
    public func price(of units: Int64) -> Int64 { Weight.charge([WeighedUnits(units: units, weight: self)], ahead: 0).units }

    /// What uses take together, rounded up to whole units. What was rounded up is ahead for the next time, so that the sum of all
    /// charges is the exact sum of uses, rounded up once.
    /// - Parameter ahead: parts that earlier charges took too much, 0..<`whole`.
    /// - Returns: units to take, 0 or more, and the parts that are ahead after that, 0..<`whole`.
    public static func charge(_ uses: [WeighedUnits], ahead: Int64) -> (units: Int64, ahead: Int64) {
        let exact = uses.reduce(-Int128(ahead)) { $0 + Int128($1.units) * Int128($1.weight.parts) }
        guard exact > 0 else { return (0, Int64(-exact)) }
        let units = (exact + Int128(whole) - 1) / Int128(whole)
        return (Int64(units), Int64(units * Int128(whole) - exact))
    }
}

/// Units of use, 0 or more, that count with the same weight.
public struct WeighedUnits: Hashable, Sendable {
    public let units: Int64
    public let weight: Weight

    public init(units: Int64, weight: Weight) {
        self.units = units
        self.weight = weight
    }
}
