import TestKit
import Telecom
import Testing

@Suite struct TimestampTests {
    @Test func `a time is written as RFC 3339 in UTC`() {
        #expect(Timestamp(microsecondsSince1970: 1_795_433_400_123_456).description == "2026-11-23T11:30:00.123Z")
    }

    @Test(arguments: [
        ("2026-11-23T11:30:00Z", 1_795_433_400), ("1970-01-01T00:00:00.000Z", 0), ("2026-11-23T13:30:00+02:00", 1_795_433_400),
    ])
    func `a time is read with or without a fraction and an offset`(text: String, seconds: Int64) throws {
        #expect(try #require(Timestamp(text)).secondsSince1970 == seconds)
    }

    @Test(arguments: ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-23"])
    func `what is not a time is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [(-1, -1), (-1_000_000, -1), (-1_000_001, -2), (0, 0), (999_999, 0), (1_000_000, 1)])
    func `whole seconds are rounded towards the past`(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microsecondsSince1970: microseconds).secondsSince1970 == seconds)
    }

    @Test func `every millisecond survives its text`() {
        let randomness = Randomness.seeded(3)
        for _ in 0..<500 {
            let time = Timestamp(microsecondsSince1970: Int64(randomness.number(below: 4_000_000_000_000)) * 1000)
            #expect(Timestamp(time.description) == time)
        }
    }
}
