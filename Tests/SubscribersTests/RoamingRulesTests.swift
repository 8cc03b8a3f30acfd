import Subscribers
import Telecom
import Testing

@Suite struct RoamingRulesTests {
    private let germany = PLMN("26201")!
    private let france = PLMN("20801")!
    private let test = PLMN("00101")!

    private func rules(line: [String: Bool] = [:], brand: [String: Bool] = [:]) -> RoamingRules {
        func areas(_ texts: [String: Bool]) -> [RoamingArea: Bool] {
            Dictionary(uniqueKeysWithValues: texts.map { (RoamingArea($0.key)!, $0.value) })
        }
        return RoamingRules(line: areas(line), brand: areas(brand))
    }

    @Test func `where nothing is said a line may roam`() {
        #expect(rules().allow(germany, in: nil))
    }

    @Test func `the narrower area comes first`() {
        let rules = rules(brand: ["*": false, "DE": true, "26202": false])
        #expect(rules.allow(germany, in: nil) && !rules.allow(PLMN("26202")!, in: nil) && !rules.allow(france, in: nil))
    }

    @Test func `what is said of the line comes before what is said of its brand`() {
        #expect(rules(line: ["*": true], brand: ["26201": false]).allow(germany, in: nil))
        #expect(!rules(line: ["DE": false], brand: ["26201": true]).allow(germany, in: nil))
        #expect(!rules(line: ["FR": true], brand: ["*": false]).allow(germany, in: nil))
    }

    @Test func `a network without a country is under everywhere alone`() {
        #expect(!rules(brand: ["*": false, "US": true]).allow(test, in: nil))
        #expect(rules(brand: ["*": false, "00101": true]).allow(test, in: nil))
    }

    @Test func `a zone is narrower than everywhere and wider than a country`() {
        let barred = rules(brand: ["*": true, "zone:europe": false, "DE": true])
        #expect(barred.allow(germany, in: "europe") && !barred.allow(france, in: "europe"))
        #expect(barred.allow(france, in: "elsewhere") && barred.allow(france, in: nil))
        #expect(rules(line: ["zone:europe": true], brand: ["FR": false]).allow(france, in: "europe"))
    }

    @Test(arguments: ["*", "DE", "26201", "310260", "zone:europe"]) func `an area is written as it is read`(text: String) {
        #expect(RoamingArea(text)?.description == text)
    }

    @Test(arguments: ["", "**", "D", "de1", "1234", "1234567", "00 01", "zone:", "zone:Europe", "zone:a-b"]) func `what is no area is none`(
        text: String
    ) {
        #expect(RoamingArea(text) == nil)
    }
}
