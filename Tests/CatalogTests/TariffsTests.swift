import Catalog
import Telecom
import TestKit
import Testing

@Suite struct TariffsTests {
    private func parsed(_ tariffs: String) throws(CatalogProblems) -> Tariffs {
        try CatalogFile(
            parsing: CatalogFileTests.sound + "\nzones:\n  - { id: near, name: Near, countries: [US, CA], data: [data] }\ntariffs:\n"
                + tariffs,
            file: "catalog.yaml"
        ).catalog.tariffs
    }

    private func problems(_ tariffs: String) -> [String] {
        do {
            _ = try parsed(tariffs)
            return []
        } catch {
            return error.problems.map { "\($0.key): \($0.rule)" }
        }
    }

    private func use(_ country: String? = nil, _ apn: String? = nil, _ group: UInt32? = nil) -> Tariffs.Use {
        Tariffs.Use(country: country.flatMap { Country($0) }, apn: apn.flatMap { APN($0) }, ratingGroup: group)
    }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp("2026-11-24T\(text).000Z")) }

    private let sample = """
          utc_offset: "-05:00"
          rules:
            - { name: app, rating_groups: [100, 101], weight: 0 }
            - { name: office, apn: office, weight: 2 }
            - { name: night, zone: near, hours: "22:00-06:00", weight: 1/2 }
            - { name: near, zone: near, weight: 3/4 }
        """

    @Test func `the first rule that matches by rating group, access point, zone and hour counts`() throws {
        let tariffs = try parsed(sample)
        let noon = try time("17:00:00")
        let night = try time("04:00:00")
        for (use, time, weight) in [
            (use("US", "office", 100), noon, "0"), (use("US", "office", 1), noon, "2"), (use("US", "internet"), noon, "3/4"),
            (use("CA", nil, 7), night, "1/2"), (use("FR"), night, "1"), (use(), night, "1"), (use(nil, "OFFICE"), noon, "2"),
        ] { #expect(tariffs.weight(of: use, at: time) == Weight(weight), "\(use)") }
        #expect(tariffs.dependOnCountry && !Tariffs.flat.dependOnCountry)
        #expect(Tariffs.flat.weight(of: use("US"), at: noon) == .one)
    }

    @Test func `hours are told by the stated clock, from the first second and before the last`() throws {
        let tariffs = try parsed(sample)
        let here = use("US")
        for (text, weight) in [("02:59:59", "3/4"), ("03:00:00", "1/2"), ("10:59:59", "1/2"), ("11:00:00", "3/4")] {
            #expect(tariffs.weight(of: here, at: try time(text)) == Weight(weight), "\(text)")
        }
    }

    @Test func `a grant knows the change within its validity, and no second one`() throws {
        let tariffs = try parsed(sample)
        let before = try time("02:30:30")
        let (tariff, seconds) = tariffs.tariff(of: use("US"), at: before, for: 3600)
        #expect(tariff == Tariff(Weight("3/4")!, change: Tariff.Change(at: try time("03:00:00"), weight: Weight("1/2")!)))
        #expect(seconds == 3600 && tariff.heaviest == Weight("3/4"))
        #expect(tariffs.tariff(of: use("US"), at: before, for: 1000).tariff == Tariff(Weight("3/4")!))
        #expect(tariffs.tariff(of: use("FR"), at: before, for: 3600).tariff == .standard)
        let long = tariffs.tariff(of: use("US"), at: before, for: 100_000)
        #expect(long.seconds == 30_570, "it ends with the second change")
    }

    @Test func `edges of hours at which nothing changes are no change`() throws {
        let tariffs = try parsed(
            """
              rules:
                - { name: a, hours: "01:00-02:00", weight: 2 }
                - { name: b, hours: "02:00-03:00", weight: 2 }
            """)
        let tariff = tariffs.tariff(of: use(), at: try time("01:30:00"), for: 7200).tariff
        #expect(tariff.change?.at == (try time("03:00:00")) && tariff.change?.weight == .one)
    }

    @Test func `the change is where the weight is first another one, whatever the rules`() throws {
        let random = Randomness.seeded(35)
        for _ in 0..<200 {
            let rules = (0...random.number(below: 4)).map { number in
                let from = Int64(random.number(below: 24)) * 60
                let to = (from + 60 * Int64(random.number(below: 23) + 1)) % 1440
                return Tariffs.Rule(
                    name: "\(number)", hours: Tariffs.Hours(from: from, to: to),
                    weight: Weight(inParts: Int64(random.number(below: 3)) * Weight.whole)!)
            }
            let tariffs = Tariffs(rules: rules, utcOffsetMinutes: Int64(random.number(below: 1500)) - 720)
            let start = Timestamp(secondsSince1970: 1_790_000_000 + Int64(random.number(below: 86_400)))
            let weight = tariffs.weight(of: use(), at: start)
            let change = tariffs.tariff(of: use(), at: start, for: 100_000).tariff.change
            let end = change?.at.seconds(since: start) ?? 86_400
            #expect((1...86_400).contains(end))
            for second in stride(from: Int64(0), to: end, by: 30) {
                #expect(tariffs.weight(of: use(), at: start.adding(seconds: second)) == weight)
            }
            if let change { #expect(tariffs.weight(of: use(), at: change.at) == change.weight && change.weight != weight) }
        }
    }

    @Test func `use is weighed before and after the change`() {
        let change = Tariff.Change(at: Timestamp(secondsSince1970: 0), weight: Weight("2")!)
        let tariff = Tariff(.one, change: change)
        #expect(tariff.weighed(10, after: 4) == [WeighedUnits(units: 6, weight: .one), WeighedUnits(units: 4, weight: change.weight)])
        #expect(tariff.weighed(10, after: 0) == [WeighedUnits(units: 10, weight: .one)])
        #expect(tariff.weighed(10, after: 10) == [WeighedUnits(units: 10, weight: change.weight)])
        #expect(Tariff.standard.weighed(10, after: 4) == [WeighedUnits(units: 10, weight: .one)])
    }

    @Test(arguments: [
        ("  rules: []", "tariffs.rules: must be a list of 1 to 100 entries"),
        ("  rules: [{ name: a }]", "tariffs.rules[0].weight: is required"),
        ("  rules: [{ name: a, weight: 0.5 }]", "tariffs.rules[0].weight: must be a whole number from 0 to 100"),
        ("  rules: [{ name: a, weight: 1, zone: far }]", "tariffs.rules[0].zone: must name a zone of this file"),
        ("  rules: [{ name: a, weight: 1, apn: -x }]", "tariffs.rules[0].apn: must be a name as an APN"),
        ("  rules: [{ name: a, weight: 1, rating_groups: [1, 1] }]", "tariffs.rules[0].rating_groups[1]: must be a whole number"),
        ("  rules: [{ name: a, weight: 1, hours: 22-06 }]", "tariffs.rules[0].hours: must be two different times of a day"),
        ("  rules: [{ name: a, weight: 1, hours: \"06:00-06:00\" }]", "tariffs.rules[0].hours: must be two different times of a day"),
        ("  rules: [{ name: a, weight: 1, hours: \"24:00-06:00\" }]", "tariffs.rules[0].hours: must be two different times of a day"),
        ("  rules: [{ name: a, weight: 1 }, { name: a, weight: 2 }]", "tariffs.rules[1].name: names another tariff already"),
        ("  utc_offset: \"+14:30\"\n  rules: [{ name: a, weight: 1 }]", "tariffs.utc_offset: must be the time's distance from UTC"),
        ("  utc_offset: EST\n  rules: [{ name: a, weight: 1 }]", "tariffs.utc_offset: must be the time's distance from UTC"),
        ("  rules: [{ name: a, weight: 1, day: monday }]", "tariffs.rules[0].day: unknown key"),
    ])
    func `what is wrong with a tariff is said where it stands`(_ tariffs: String, problem: String) {
        #expect(problems(tariffs).contains { $0.hasPrefix(problem) }, "\(problems(tariffs))")
    }
}
