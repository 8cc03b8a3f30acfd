import Billing
import Telecom
import TestKit
import Testing

@Suite struct PostingTests {
    @Test func `every posting balances, whatever the amounts`() {
        let random = Randomness.seeded(3)
        for _ in 0..<500 {
            let amount = Money(minorUnits: Int64(random.number(below: 1_000_000)) + 1, currency: .cad)
            let part = Money(minorUnits: Int64(random.number(below: UInt64(amount.minorUnits + 1))), currency: .cad)
            let tax = Money(minorUnits: Int64(random.number(below: UInt64(amount.minorUnits - part.minorUnits + 1))), currency: .cad)
            for entries in [
                Postings.payment(amount, fee: part, tax: tax), Postings.earned(amount, as: .dataRevenue),
                Postings.refund(amount, unearned: part, tax: tax),
                Postings.refundPaid(amount), Postings.disputeOpened(amount), Postings.disputeWon(amount), Postings.disputeLost(amount),
            ] {
                let transaction = LedgerTransaction(
                    id: JournalEntryID("jrn_1")!, brandID: .dotm, reference: "test", orderID: nil, entries: entries,
                    at: Timestamp(secondsSince1970: 0))
                #expect(transaction.imbalance.isEmpty)
                #expect(transaction.entries.allSatisfy { $0.amount.minorUnits != 0 })
            }
        }
    }

    @Test func `currencies do not balance each other`() {
        let transaction = LedgerTransaction(
            unchecked: [
                LedgerEntry(.cashAtProvider, Money(minorUnits: 5, currency: .usd)),
                LedgerEntry(.deferredRevenue, Money(minorUnits: -5, currency: .cad)),
            ], id: JournalEntryID("jrn_1")!, brandID: .dotm, reference: "test", orderID: nil, at: Timestamp(secondsSince1970: 0))
        #expect(transaction.imbalance.count == 2)
    }
}
