import Platform
import Telecom
import TestKit
import Testing

@testable import Catalog

/// The sums of the public contract, from the catalogue that is shipped.
@Suite struct CalculatorTests {
    let catalog: Catalog

    init() throws {
        catalog = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm)
    }

    func estimate(_ lists: [String], currency: Currency = .usd) throws -> CostEstimate {
        try #require(Calculator(catalog, currency: currency)).estimate(lists)
    }

    /// one-time, monthly, yearly, a year, the first year
    static let worked: [([String], [String])] = [
        (["basic_membership", "global_data_10gb"], ["20.00", "2.00", "24.00", "24.00", "44.00"]),
        (["basic_membership", "network_security_basic"], ["0.00", "7.00", "24.00", "84.00", "84.00"]),
        (["full_membership", "network_vpn_access"], ["0.00", "13.50", "66.00", "162.00", "162.00"]),
        (["basic_membership", "network_security_basic", "network_vpn_access"], ["0.00", "15.00", "24.00", "180.00", "180.00"]),
        (["metal_card", "beta_esim_activation"], ["100.99", "0.00", "0.00", "0.00", "100.99"]),
        (["global_data_10gb,basic_membership"], ["20.00", "2.00", "24.00", "24.00", "44.00"]),
        (["standard_support", "purchase_rewards", "founding_member_token"], ["0.00", "0.00", "0.00", "0.00", "0.00"]),
    ]

    @Test(arguments: worked) func `a choice of services costs what the contract says`(_ lists: [String], _ sums: [String]) throws {
        let estimate = try estimate(lists)
        #expect(estimate.unknown.isEmpty)
        #expect(
            [
                estimate.oneTimeTotal, estimate.monthlyRecurring, estimate.yearlyRecurring, estimate.annualTotal, estimate.firstYearTotal,
            ].map(\.decimal) == sums)
    }

    @Test func `all twenty services together count the beta eSIM and the year once`() throws {
        let estimate = try estimate(catalog.services.map(\.id.text))
        #expect(estimate.selected.count == 20)
        #expect(estimate.oneTimeTotal.decimal == "120.99")
        #expect(estimate.monthlyRecurring.decimal == "33.50")
        #expect(estimate.yearlyRecurring.decimal == "90.00")
        #expect(estimate.annualTotal.decimal == "402.00")
        #expect(estimate.firstYearTotal.decimal == "522.99")
    }

    @Test func `commas and repeated lists say the same, and a service given twice counts once`() throws {
        let once = try estimate(["basic_membership", "network_vpn_access"])
        #expect(try estimate(["network_vpn_access , basic_membership,,network_vpn_access", "vpn_access"]) == once)
        #expect(once.selected.map(\.id) == ["basic_membership", "network_vpn_access"])
    }

    @Test func `the aliases of the contract are the services that they stand for`() throws {
        #expect(try estimate(["network_security"]).selected.map(\.id) == ["network_security_basic"])
        #expect(try estimate(["vpn_access"]).selected.map(\.id) == ["network_vpn_access"])
    }

    @Test func `names that are not in the catalogue are told, each once, in the order given`() throws {
        let estimate = try estimate(["zebra", "metal_card,<b>", "zebra", "METAL_CARD"])
        #expect(estimate.unknown == ["zebra", "<b>", "METAL_CARD"])
        #expect(estimate.oneTimeTotal.decimal == "99.99")
    }

    @Test(arguments: [[], [""], [",, ,"], ["", " "]]) func `nothing asked is refused`(_ lists: [String]) {
        #expect(throws: Calculator.Refusal.noServices) { try estimate(lists) }
    }

    @Test func `a hundred names are answered, one more is refused in either form`() throws {
        let hundred = Array(repeating: "metal_card", count: 100)
        #expect(try estimate(hundred).oneTimeTotal.decimal == "99.99")
        #expect(throws: Calculator.Refusal.tooManyServices) { try estimate(hundred + ["metal_card"]) }
        #expect(throws: Calculator.Refusal.tooManyServices) { try estimate([(hundred + ["metal_card"]).joined(separator: ",")]) }
    }

    @Test func `Canadian dollars are summed from Canadian prices`() throws {
        let estimate = try estimate(["basic_membership", "network_monitoring", "global_data_10gb"], currency: .cad)
        #expect(estimate.firstYearTotal == Money(minorUnits: 12600, currency: .cad))
        #expect(estimate.monthlyRecurring == Money(minorUnits: 825, currency: .cad))
        #expect(Calculator(catalog, currency: .mxn) == nil)
    }

    @Test(arguments: [(6, 0), (18, 2), (30, 2), (7, 1), (17, 1), (19, 2), (2400, 200), (0, 0)])
    func `a twelfth is rounded half-even`(_ cents: Int64, _ twelfth: Int64) {
        #expect(Money(minorUnits: cents, currency: .usd).twelfth.minorUnits == twelfth)
    }

    @Test func `the cost summary goes from nothing to everything`() {
        let summary = CostSummary(catalog, currency: .usd)
        #expect(
            [
                summary.minimumMonthly, summary.basicMonthly, summary.fullMonthly, summary.maximumMonthly, summary.basicYearly,
                summary.fullYearly, summary.maximumYearly,
            ].map(\.decimal) == ["0.00", "2.00", "5.50", "31.50", "24.00", "66.00", "378.00"])
    }
}
