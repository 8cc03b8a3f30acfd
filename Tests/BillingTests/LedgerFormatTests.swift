import Billing
import Telecom
import Testing

@Suite struct LedgerFormatTests {
    private let purchase = LedgerTransaction(
        id: JournalEntryID("jrn_1")!, brandID: .dotm, reference: "payment:pay_1", orderID: OrderID("ord_1"),
        entries: Postings.payment(
            Money(minorUnits: 2000, currency: .usd), fee: Money(minorUnits: 88, currency: .usd), tax: Money(minorUnits: 0, currency: .usd)),
        at: Timestamp("2026-11-23T12:00:00.000Z")!)

    @Test func `a journal of hledger names class, brand and order`() {
        #expect(
            LedgerFormat.hledger.text(of: purchase) == """
                2026-11-23 * (jrn_1) payment:pay_1  ; brand:brd_dotm, order:ord_1
                    assets:cash_at_provider  USD 19.12
                    expenses:provider_fees  USD 0.88
                    liabilities:deferred_revenue  USD -20.00


                """)
    }

    @Test func `each entry is a row of comma-separated values, and a comma in a field moves no column`() {
        let rows = LedgerFormat.csv.text(of: purchase).split(separator: "\n")
        #expect(rows.count == 3)
        #expect(rows[0] == "jrn_1,2026-11-23T12:00:00.000Z,brd_dotm,payment:pay_1,ord_1,assets,cash_at_provider,19.12,USD")
        let odd = LedgerTransaction(
            unchecked: [LedgerEntry(.refunds, Money(minorUnits: -5, currency: .cad))], id: JournalEntryID("jrn_2")!, brandID: .dotm,
            reference: "a,\"b\"", orderID: nil, at: Timestamp("2026-11-23T12:00:00.000Z")!)
        #expect(
            LedgerFormat.csv.text(of: odd)
                == "jrn_2,2026-11-23T12:00:00.000Z,brd_dotm,\"a,\"\"b\"\"\",,revenues,refunds,-0.05,CAD\n")
    }
}
