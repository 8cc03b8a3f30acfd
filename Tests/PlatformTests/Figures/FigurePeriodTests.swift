import Platform
import Telecom
import Testing

struct FigurePeriodTests {
    private func time(_ text: String) -> Timestamp { Timestamp(text)! }

    @Test func `a period counts the parts that its ends lie in whole`() throws {
        let days = try #require(FigurePeriod(by: .day, from: time("2026-02-27T13:00:00Z"), to: time("2026-03-01T00:00:00.000001Z")))
        #expect(days.start == time("2026-02-27T00:00:00Z") && days.end == time("2026-03-02T00:00:00Z"))
        #expect(Array(days.starts).map { String($0.description.prefix(10)) } == ["2026-02-27", "2026-02-28", "2026-03-01"])
        let hours = try #require(FigurePeriod(by: .hour, from: time("2026-02-27T13:59:59Z"), to: time("2026-02-27T15:00:00Z")))
        #expect(Array(hours.starts) == [time("2026-02-27T13:00:00Z"), time("2026-02-27T14:00:00Z")])
    }

    @Test func `months have their own lengths`() throws {
        let months = try #require(FigurePeriod(by: .month, from: time("2027-12-31T23:00:00Z"), to: time("2028-03-01T00:00:00Z")))
        #expect(Array(months.starts).map { String($0.description.prefix(10)) } == ["2027-12-01", "2028-01-01", "2028-02-01"])
        #expect(months.end == time("2028-03-01T00:00:00Z"))
    }

    @Test func `the last parts end with the present one`() {
        let now = time("2026-03-31T12:00:00Z")
        let months = FigurePeriod(last: 3, .month, at: now)
        #expect(Array(months.starts).map { String($0.description.prefix(7)) } == ["2026-01", "2026-02", "2026-03"])
        #expect(FigurePeriod(last: 24, .hour, at: now).starts.count == 24)
        #expect(FigurePeriod(last: 1, .day, at: now).start == time("2026-03-31T00:00:00Z"))
    }

    @Test func `what is backwards, too long or before 1970 is refused`() {
        let now = time("2026-03-31T12:00:00Z")
        #expect(FigurePeriod(by: .day, from: now, to: now) == nil)
        #expect(FigurePeriod(by: .hour, from: now, to: now.adding(days: 32)) == nil)
        #expect(FigurePeriod(by: .day, from: now, to: now.adding(days: 366)) == nil)
        #expect(FigurePeriod(by: .month, from: now, to: now.adding(days: 366 * 6)) == nil)
        #expect(FigurePeriod(by: .day, from: Timestamp(microsecondsSince1970: -1), to: now) == nil)
    }
}
