import Catalog
import Platform
import Telecom
import TestKit
import Testing

@testable import Policy

@Suite struct PolicyDecisionTests {
    let terms: PolicyTerms
    let now = Timestamp("2026-11-24T12:00:00.000Z")!

    init() throws {
        terms = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm).policy
    }

    private func decide(
        _ services: Set<ServiceID> = [], in country: Country? = nil, used: DataVolume = .zero, terms: PolicyTerms? = nil
    ) -> PolicyDecision {
        PolicyDecision(PolicyFacts(services: services, servingCountry: country, used: used, time: now), terms: terms ?? self.terms)
    }

    @Test func `a line that bought nothing has the default`() {
        let decision = decide()
        #expect(decision.qci == 9 && decision.priority == 12)
        #expect(decision.rates == BitRates(downlinkKilobits: 50_000, uplinkKilobits: 25_000))
        #expect(decision.rules.map(\.name) == ["everything"])
        #expect(!decision.isThrottled)
    }

    @Test func `a membership allows the hotspot and Priority Routing raises QCI and ARP`() {
        let member = decide(["basic_membership"])
        #expect(member.qci == 8 && member.rules.map(\.name) == ["everything", "hotspot"])
        let prior = decide(["basic_membership", "network_priority_routing"])
        #expect(prior.qci == 6 && prior.priority == 5)
        #expect(prior.rates == member.rates)
    }

    @Test func `the security add-on selects its rule base`() {
        let rule = decide(["basic_membership", "network_security_basic"]).rules.first { $0.name == "security" }
        #expect(rule?.kind == .base)
    }

    @Test func `abroad a line is limited and has the roaming rules; at home and where nobody knows it is not`() {
        let abroad = decide(["full_membership"], in: Country("DE"))
        #expect(abroad.rates == BitRates(downlinkKilobits: 20_000, uplinkKilobits: 10_000))
        #expect(abroad.rules.map(\.name) == ["everything", "hotspot", "roaming"])
        #expect(decide(["full_membership"], in: Country("MX")) == decide(["full_membership"]))
    }

    @Test func `the fair volume throttles from its last octet on`() {
        let fair = DataVolume.gigabytes(100)
        let last = decide(["full_membership"], used: fair - DataVolume(octets: 1))
        #expect(!last.isThrottled && last.reportAfter == DataVolume(octets: 1))
        let over = decide(["full_membership"], used: fair)
        #expect(over.isThrottled && over.reportAfter == nil)
        #expect(over.rates == BitRates(downlinkKilobits: 2_000, uplinkKilobits: 1_000))
        #expect(over.differs(from: last))
    }

    @Test func `a gateway asks again in the first hour of the next month`() {
        let facts = PolicyFacts(services: [], time: now, revalidationDelaySeconds: 3599)
        #expect(PolicyDecision(facts, terms: terms).revalidateAt == Timestamp("2026-12-01T00:59:59.000Z"))
    }

    @Test func `a service more never makes anything worse, more use never makes it better, and all stays in bounds`() {
        let random = Randomness.seeded(29)
        for _ in 0..<500 {
            let terms = randomTerms(random)
            let all = terms.services.keys.sorted()
            var services: Set<ServiceID> = []
            let country = [nil, Country("US"), Country("DE")][Int(random.number(below: 3))]
            let used = DataVolume(octets: Int64(random.number(below: 3_000_000_000)))
            var before = decide(services, in: country, used: used, terms: terms)
            for service in all {
                services.insert(service)
                let after = decide(services, in: country, used: used, terms: terms)
                #expect(after.qci <= before.qci && after.priority <= before.priority)
                #expect(after.rates.downlinkKilobits >= before.rates.downlinkKilobits)
                #expect(after.rates.uplinkKilobits >= before.rates.uplinkKilobits)
                #expect(Set(after.rules).isSuperset(of: before.rules))
                before = after
            }
            let more = decide(
                services, in: country, used: used + DataVolume(octets: Int64(random.number(below: 2_000_000_000))), terms: terms)
            #expect(more.rates == before.rates.limited(to: more.rates))
            #expect(more.qci == before.qci && more.rules == before.rules)
            for decision in [before, more] {
                #expect((5...9).contains(decision.qci) && (1...15).contains(decision.priority))
                #expect(BitRates.range.contains(decision.rates.downlinkKilobits))
                #expect(decision.rules.count <= terms.rules.count)
                #expect(decision.rules.map(\.name) == Set(decision.rules.map(\.name)).sorted())
                if let report = decision.reportAfter {
                    #expect(report > .zero && decision.isThrottled == false)
                    #expect(report <= terms.fairUse!.volume)
                }
            }
            // The order of a set is not the same in two sets of the same members.
            #expect(decide(Set(services.shuffled()), in: country, used: used, terms: terms) == before)
        }
    }

    private func randomTerms(_ random: Randomness) -> PolicyTerms {
        func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(random.number(below: UInt64(range.count))) }
        func maybe(_ range: ClosedRange<Int>) -> Int? { number(0...1) == 0 ? nil : number(range) }
        func rates() -> BitRates { BitRates(downlinkKilobits: number(BitRates.range), uplinkKilobits: number(BitRates.range)) }
        let names = ["a", "b", "c", "d", "e"]
        func some() -> Set<String> { Set(names.filter { _ in number(0...2) == 0 }) }
        let services: [ServiceID] = ["one", "two", "three", "four", "five"]
        return PolicyTerms(
            base: .init(qci: number(5...9), priority: number(1...15), rates: rates(), rules: some()),
            services: Dictionary(
                uniqueKeysWithValues: services.map {
                    (
                        $0,
                        PolicyTerms.Improvement(
                            qci: maybe(5...9), priority: maybe(1...15), downlinkKilobits: maybe(BitRates.range),
                            uplinkKilobits: maybe(BitRates.range), rules: some())
                    )
                }),
            rules: Dictionary(uniqueKeysWithValues: names.map { ($0, number(0...1) == 0 ? .predefined : .base) }),
            roaming: number(0...1) == 0 ? nil : .init(home: [Country("US")!], rates: rates(), rules: some()),
            fairUse: number(0...1) == 0 ? nil : .init(volume: .gigabytes(Int64(number(1...3))), rates: rates()))
    }
}
