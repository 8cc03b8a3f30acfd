import Foundation
import Testing

@testable import Telecom

@Suite struct PLMNCountryTests {
    @Test(arguments: [
        ("310260", "US"), ("302720", "CA"), ("33403", "MX"), ("20801", "FR"), ("26201", "DE"), ("23415", "GB"), ("23510", "GB"),
        ("44010", "JP"), ("46000", "CN"), ("40445", "IN"), ("50501", "AU"), ("72405", "BR"), ("65501", "ZA"), ("60202", "EG"),
        ("42501", "IL"), ("25001", "RU"), ("22101", "XK"), ("33020", "PR"), ("75001", "FK"), ("65902", "SS"),
    ])
    func `a network is of its mobile country code's country`(plmn: String, country: String) {
        #expect(PLMN(plmn)?.country == Country(country))
    }

    @Test(arguments: ["00101", "99970", "90101", "20001", "29967", "80001"])
    func `networks of no country have none`(plmn: String) throws {
        #expect(try #require(PLMN(plmn)).country == nil)
    }

    @Test func `the table is in order, each code once, each country one of ISO 3166-1 or Kosovo`() {
        let entries = PLMN.countryCodes.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(entries.count == 237)
        let codes = entries.map { $0.prefix(3) }
        #expect(codes == codes.sorted() && Set(codes).count == codes.count)
        #expect(entries.allSatisfy { $0.wholeMatch(of: /[2-7][0-9]{2}[A-Z]{2}/) != nil })
        let assigned = Set(Locale.Region.isoRegions.map(\.identifier)).union(["XK"])
        #expect(entries.filter { !assigned.contains(String($0.suffix(2))) } == [])
    }
}
