import Billing
import Telecom
import Testing

@Suite struct CardTests {
    let now = Timestamp("2026-11-23T12:00:00.000Z")!

    private func card(_ number: String, year: Int64 = 2030, month: Int64 = 1, cvc: String = "123") throws(Card.Refusal) -> Card {
        try Card(number: number, expiryYear: year, expiryMonth: month, cvc: cvc, at: now)
    }

    @Test func `a card is known by its first digits`() throws {
        #expect(try card("4242 4242 4242 4242").brand == .visa)
        #expect(try card("5555555555554444").brand == .mastercard)
        #expect(try card("378282246310005", cvc: "1234").brand == .amex)
        #expect(try card("6011111111111117").brand == .discover)
    }

    @Test func `number, expiry and security code are checked`() {
        for number in ["4242424242424241", "4242", "", "42424242424242４2", String(repeating: "4", count: 10_000), "4242\u{0}424242424242"] {
            #expect(throws: Card.Refusal.number) { try card(number) }
        }
        #expect(throws: Card.Refusal.expiry) { try card("4242424242424242", month: 13) }
        #expect(throws: Card.Refusal.expired) { try card("4242424242424242", year: 2026, month: 10) }
        #expect(throws: Card.Refusal.cvc) { try card("4242424242424242", cvc: "12") }
        #expect(throws: Card.Refusal.cvc) { try card("378282246310005", cvc: "123") }
    }

    @Test func `a card is good to the end of its month`() {
        #expect(throws: Never.self) { try card("4242424242424242", year: 2026, month: 11) }
    }

    @Test func `a card prints without its number`() throws {
        let card = try card("4242424242424242")
        var dumped = ""
        dump(card, to: &dumped)
        for text in ["\(card)", String(reflecting: card), dumped] { #expect(!text.contains("42424242")) }
    }
}
