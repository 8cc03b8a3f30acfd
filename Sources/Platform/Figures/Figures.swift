import Store
import Subscribers
import Telecom

/// What happened in a time.
public struct Figures: Sendable, Equatable {
    public internal(set) var signUps: Int64 = 0
    public internal(set) var ordersPlaced: Int64 = 0
    public internal(set) var linesActivated: Int64 = 0
    /// What was paid for orders, whatever became of it later; currencies without any are absent.
    public internal(set) var sales: [Money] = []
    /// What was earned by the books, less what was given back of it.
    public internal(set) var revenue: [Money] = []
    public internal(set) var octetsUsed = DataVolume(octets: 0)
    /// DOTM granted, whatever was taken back later.
    public internal(set) var rewarded = TokenAmount.zero
}

/// A brand's figures over a period.
public struct FigureReport: Sendable {
    public struct Part: Sendable, Equatable {
        public let start: Timestamp
        public internal(set) var figures = Figures()
    }

    public let brandID: BrandID
    public let period: FigurePeriod
    /// One for each hour, day or month, in order of time.
    public internal(set) var parts: [Part]
    public internal(set) var total = Figures()
    /// Now, whatever the period.
    public internal(set) var activeLines: Int64 = 0
    public internal(set) var accounts: Int64 = 0
}

extension Platform {
    /// How a brand does: its own for partners and staff, any brand for the operator.
    /// - Throws: `forbidden` for subscribers, `brand_not_found`.
    public func figures(_ period: FigurePeriod, of brand: BrandID? = nil, as principal: Principal) async throws -> FigureReport {
        guard principal.isStaff || principal.role == .partner else {
            throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.")
        }
        let brand = try principal.brand(brand)
        return try await store.read { try $0.figures(period, of: brand) }
    }
}

extension SQLTransaction {
    func figures(_ period: FigurePeriod, of brand: BrandID) throws -> FigureReport {
        var report = FigureReport(brandID: brand, period: period, parts: period.starts.map { FigureReport.Part(start: $0) })
        let span = period.span
        func add<Value>(_ values: [Int64: Value], _ adding: (inout Figures, Value) -> Void) {
            for (spanPart, value) in values {
                adding(&report.parts[period.part(of: spanPart)].figures, value)
                adding(&report.total, value)
            }
        }
        add(try signUps(of: brand, in: span)) { $0.signUps += $1 }
        add(try ordersPlaced(of: brand, in: span)) { $0.ordersPlaced += $1 }
        add(try linesActivated(of: brand, in: span)) { $0.linesActivated += $1 }
        add(try sales(of: brand, in: span)) { $0.sales.add($1) }
        add(try revenue(of: brand, in: span)) { $0.revenue.add($1) }
        add(try octetsUsed(of: brand, in: span)) { $0.octetsUsed = DataVolume(octets: $0.octetsUsed.octets + $1.octets) }
        add(try rewardsGranted(of: brand, in: span)) { $0.rewarded = $0.rewarded + $1 }
        report.activeLines = try lineCount(of: brand, state: LineState.active.rawValue)
        report.accounts = try accountCount(of: brand)
        return report
    }
}

extension [Money] {
    /// Sums by currency, in the order of currencies.
    fileprivate mutating func add(_ more: [Money]) {
        for money in more {
            if let index = firstIndex(where: { $0.currency == money.currency }) {
                self[index] = self[index] + money
            } else {
                append(money)
            }
        }
        sort { $0.currency.rawValue < $1.currency.rawValue }
    }
}
