import Catalog
import Telecom
import TestKit
import Testing

@Suite struct WeightTests {
    @Test(arguments: [
        ("1", 27_720), ("0", 0), ("2", 55_440), ("1/2", 13_860), ("3/4", 20_790), ("1/7", 3960), ("100", 2_772_000), ("1200/12", 2_772_000),
    ])
    func `a weight is exact`(_ text: String, parts: Int) {
        #expect(Weight(text)?.parts == Int64(parts))
    }

    @Test(arguments: ["", "-1", "1/0", "1/13", "1/", "/2", "1/2/3", "0.5", "101", "1201/12", " 1", "999999", "½"])
    func `what is no weight is none`(_ text: String) {
        #expect(Weight(text) == nil)
    }

    @Test func `one unit costs at least one where it costs anything`() throws {
        #expect(
            try [("1/12", 1), ("1/12", 12), ("1/12", 13), ("2", 1), ("0", 1_000_000)].map {
                try #require(Weight($0.0)).price(of: Int64($0.1))
            } == [1, 1, 2, 2, 0])
        #expect(try #require(Weight("3/2")).covered(by: 4) == 2)
        #expect(try #require(Weight("0")).covered(by: 0) == nil)
    }

    @Test func `however use is cut into reports, the sum of all charges is the exact sum, rounded up once`() throws {
        let random = Randomness.seeded(33)
        for _ in 0..<300 {
            var (ahead, charged, exact) = (Int64(0), Int64(0), Int128(0))
            for _ in 0..<Int(random.number(below: 20)) + 1 {
                let uses = try (0...random.number(below: 3)).map { _ in
                    let weight = try #require(
                        Weight(inParts: Int64(random.number(below: 100)) * (Weight.whole / Int64(random.number(below: 12) + 1))))
                    return WeighedUnits(units: Int64(random.number(below: 1_000_000)), weight: weight)
                }
                let charge = Weight.charge(uses, ahead: ahead)
                exact += uses.reduce(0) { $0 + Int128($1.units) * Int128($1.weight.parts) }
                charged += charge.units
                ahead = charge.ahead
                #expect(charge.units >= 0 && (0..<Weight.whole).contains(ahead))
                #expect(Int128(charged) * Int128(Weight.whole) - Int128(ahead) == exact)
            }
        }
    }

    @Test func `what units cover costs no more than they are, and one more would`() throws {
        let random = Randomness.seeded(34)
        for _ in 0..<500 {
            let weight = try #require(
                Weight(inParts: Int64(random.number(below: 100) + 1) * (Weight.whole / Int64(random.number(below: 12) + 1))))
            let units = Int64(random.number(below: 1 << 50))
            let covered = try #require(weight.covered(by: units))
            #expect(weight.price(of: covered) <= units && weight.price(of: covered + 1) > units)
        }
    }
}
