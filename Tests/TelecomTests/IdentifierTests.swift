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

    @Test(arguments: ["", "acc_", "ord_01", "acc_ABC", "acc_a b", "acc_../x", "acc_" + String(repeating: "a", count: 41)])
    func `what is not an account's identifier is refused`(text: String) {
        #expect(AccountID(text) == nil)
    }

    @Test func `every noun has a prefix of its own`() {
        let prefixes = [
            BrandID.prefix, AccountID.prefix, SessionID.prefix, APIKeyID.prefix, GroupID.prefix, LineID.prefix, SIMProfileID.prefix,
            BucketID.prefix, OrderID.prefix, PaymentID.prefix, RefundID.prefix, SubscriptionID.prefix, InvoiceID.prefix,
            JournalEntryID.prefix, RewardID.prefix, NotificationID.prefix, JobID.prefix, MailID.prefix,
        ]
        #expect(Set(prefixes).count == prefixes.count)
    }
}
