import Telecom
import Testing

@Suite struct CivilDateTests {
    @Test func `civil dates go there and back, leap years included`() {
        for days in stride(from: Int64(-800_000), through: 800_000, by: 37) {
            #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
        }
        #expect(CivilDate(daysSince1970: 0) == CivilDate(year: 1970, month: 1, day: 1))
        #expect(CivilDate(year: 2000, month: 2, day: 29).daysSince1970 == 11_016)
        #expect(CivilDate.daysIn(month: 2, of: 1900) == 28)
    }

    @Test(arguments: [
        ("2026-12-31T23:59:59.999Z", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z", 683),
        ("2027-02-01T00:00:00.000Z", "2027-02-01T00:00:00.000Z", "2027-03-01T00:00:00.000Z", 685),
        ("2024-02-29T12:00:00.000Z", "2024-02-01T00:00:00.000Z", "2024-03-01T00:00:00.000Z", 649),
        ("1969-12-31T23:59:59.000Z", "1969-12-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", -1),
    ])
    func `a month begins at its first moment and ends at the next one's`(moment: String, start: String, next: String, months: Int64) throws
    {
        let time = try #require(Timestamp(moment))
        #expect(time.startOfMonth == Timestamp(start))
        #expect(time.startOfNextMonth == Timestamp(next))
        #expect(CivilDate(time).monthsSince1970 == months)
    }
}
