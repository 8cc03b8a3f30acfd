import Telecom
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [(2400, "24.00"), (5, "0.05"), (-5, "-0.05"), (-1234, "-12.34"), (0, "0.00"), (Int64.min, "-92233720368547758.08")])
    func `minor units are written as an exact decimal`(minorUnits: Int64, text: String) {
        #expect(Money(minorUnits: minorUnits, currency: .usd).decimal == text)
    }

    @Test func `sums keep their currency`() {
        let sum = Money(minorUnits: 2400, currency: .cad) + Money(minorUnits: 2000, currency: .cad)
        #expect(sum == Money(minorUnits: 4400, currency: .cad))
        #expect(sum.description == "44.00 CAD")
        #expect((sum - sum) == .zero(.cad))
    }
}
