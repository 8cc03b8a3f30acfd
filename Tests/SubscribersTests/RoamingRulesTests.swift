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
        #expect(rules().allow(germany))
    }

    @Test func `the narrower area comes first`() {
        let rules = rules(brand: ["*": false, "DE": true, "26202": false])
        #expect(rules.allow(germany) && !rules.allow(PLMN("26202")!) && !rules.allow(france))
    }

    @Test func `what is said of the line comes before what is said of its brand`() {
        #expect(rules(line: ["*": true], brand: ["26201": false]).allow(germany))
        #expect(!rules(line: ["DE": false], brand: ["26201": true]).allow(germany))
        #expect(!rules(line: ["FR": true], brand: ["*": false]).allow(germany))
    }

    @Test func `a network without a country is under everywhere alone`() {
        #expect(!rules(brand: ["*": false, "US": true]).allow(test))
        #expect(rules(brand: ["*": false, "00101": true]).allow(test))
    }

    @Test(arguments: ["*", "DE", "26201", "310260"]) func `an area is written as it is read`(text: String) {
        #expect(RoamingArea(text)?.description == text)
    }

    @Test(arguments: ["", "**", "D", "de1", "1234", "1234567", "00 01"]) func `what is no area is none`(text: String) {
        #expect(RoamingArea(text) == nil)
    }
}
