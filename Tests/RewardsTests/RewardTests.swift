import Rewards
import Telecom
import TestKit
import Testing

@Suite struct RewardTests {
    @Test func `a purchase of 44 dollars earns 4.5452 DOTM`() {
        #expect(RewardRates.standard.purchase(usdCents: 4400).description == "4.5452")
        #expect(RewardRates.standard.purchase(usdCents: 2000).description == "2.066")
        #expect(RewardRates.standard.purchase(usdCents: 1) == TokenAmount("0.001033")!)
        #expect(RewardRates.standard.purchase(usdCents: 0) == .zero)
    }

    @Test func `the last grant is cut to what is left of the supply`() {
        let almost = RewardSupply(outstanding: .supplyCap - TokenAmount("3.5")!)
        #expect(almost.grant(TokenAmount("10.33")!) == TokenAmount("3.5")!)
        #expect(RewardSupply(outstanding: .supplyCap).grant(TokenAmount("10.33")!) == .zero)
        #expect(RewardSupply(outstanding: .zero).grant(TokenAmount("10.33")!) == TokenAmount("10.33")!)
    }

    @Test func `reversals of any split of a purchase add up to the reward and never pass it`() {
        let random = Randomness.seeded(7)
        for _ in 0..<2000 {
            let paid = Int64(random.number(below: 1_000_000)) + 1
            let granted = TokenAmount(baseUnits: Int128(random.number(below: .max)) * Int128(random.number(below: 500_000)))
            var refunded: Int64 = 0
            var reversed = TokenAmount.zero
            while refunded < paid {
                refunded += Int64(random.number(below: UInt64(paid - refunded))) + 1
                let next = reversedInAll(of: granted, refunded: refunded, paid: paid)
                #expect(next >= reversed && next <= granted)
                reversed = next
            }
            #expect(reversed == granted)
        }
    }

    @Test func `a reversal of part of a purchase in dollars is the exact share`() {
        let reward = RewardRates.standard.purchase(usdCents: 4400)
        #expect(reversedInAll(of: reward, refunded: 2000, paid: 4400) == RewardRates.standard.purchase(usdCents: 2000))
        #expect(reversedInAll(of: reward, refunded: 0, paid: 4400) == .zero)
    }

    @Test func `half a base unit is rounded to even`() {
        #expect(reversedInAll(of: TokenAmount(baseUnits: 1), refunded: 1, paid: 2).baseUnits == 0)
        #expect(reversedInAll(of: TokenAmount(baseUnits: 3), refunded: 1, paid: 2).baseUnits == 2)
    }

    @Test func `the greatest reward and purchase stay within 128 bits`() {
        let paid: Int64 = 400_000_000_000
        #expect(reversedInAll(of: .supplyCap, refunded: paid, paid: paid) == .supplyCap)
    }

    @Test func `a grant and its reversal each sum to zero`() {
        let member = AccountID("acc_one")!
        let at = Timestamp(secondsSince1970: 0)
        for transaction in [
            TokenTransaction.grant(TokenAmount("10.33")!, to: member, for: "a", id: JournalEntryID("jrn_1")!, at: at),
            .reversal(TokenAmount("10.33")!, from: member, for: "b", id: JournalEntryID("jrn_2")!, at: at),
        ] {
            #expect(transaction.entries.reduce(.zero) { $0 + $1.amount } == TokenAmount.zero)
        }
    }
}
