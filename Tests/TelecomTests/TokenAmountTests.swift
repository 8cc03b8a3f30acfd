import Foundation
import TestKit
import Telecom
import Testing

@Suite struct TokenAmountTests {
    @Test(arguments: ["10.33", "4.5452", "-4.5452", "0", "10333333", "0.000000000000000001", "-0.5"])
    func `a decimal is read and written exactly`(text: String) throws {
        #expect(try #require(TokenAmount(text)).description == text)
    }

    @Test(arguments: ["", "-", ".", "1.", ".5", "1e3", "1,5", " 1", "1.0000000000000000001", "1234567890123", "٣"])
    func `what is not a plain decimal is refused`(text: String) {
        #expect(TokenAmount(text) == nil)
    }

    @Test func `any amount below the cap survives its text and JSON`() throws {
        let randomness = Randomness.seeded(7)
        for _ in 0..<1000 {
            let magnitude = Int128(randomness.number(below: .max)) * Int128(randomness.number(below: 500_000))
            let amount = TokenAmount(baseUnits: randomness.number(below: 2) == 0 ? magnitude : -magnitude)
            #expect(TokenAmount(amount.description) == amount)
            #expect(try JSONDecoder().decode([TokenAmount].self, from: JSONEncoder().encode([amount])) == [amount])
        }
    }
}
