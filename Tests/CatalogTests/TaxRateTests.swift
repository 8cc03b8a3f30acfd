import Catalog
import Telecom
import TestKit
import Testing

@Suite struct TaxRateTests {
    private func tax(_ price: Int64, _ basisPoints: Int) -> Int64 {
        TaxRate(country: Country("CA")!, name: "Tax", basisPoints: basisPoints).included(in: Money(minorUnits: price, currency: .usd))
            .minorUnits
    }

    @Test(arguments: [
        (2400, 500, 114), (2000, 500, 95), (9999, 500, 476), (2400, 1900, 383), (2700, 1300, 311), (0, 500, 0), (1, 1, 0),
        // Halves go to the even cent.
        (1, 10_000, 0), (3, 10_000, 2), (5, 10_000, 2), (7, 10_000, 4),
    ])
    func `the tax is the part of the price that the rate says, to the nearest cent`(price: Int, basisPoints: Int, expected: Int) {
        #expect(tax(Int64(price), basisPoints) == Int64(expected))
    }

    @Test func `whatever the price and rate, it is off by half a cent at most and never more than the price`() {
        let random = Randomness.seeded(11)
        for _ in 0..<2000 {
            let price = Int64(random.number(below: UInt64(Money.greatestPrice) + 1))
            let basisPoints = Int(random.number(below: 10_000)) + 1
            let (tax, whole) = (tax(price, basisPoints), Int64(10_000 + basisPoints))
            #expect(abs(tax * whole - price * Int64(basisPoints)) * 2 <= whole)
            #expect((0...price).contains(tax))
        }
    }
}
