import Telecom
import TestKit
import Testing

@Suite struct IdentifierTests {
    @Test func `identifiers sort by age and read back`() throws {
        let randomness = Randomness.seeded(1)
        let older = AccountID(at: Timestamp(secondsSince1970: 1000), randomness)
        let newer = AccountID(at: Timestamp(secondsSince1970: 1001), randomness)
        #expect(older < newer)
        #expect(AccountID(older.text) == older)
        #expect(older.text.count == "acc_".count + 26)
    }
}
