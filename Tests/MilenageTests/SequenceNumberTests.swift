import Milenage
import Telecom
import TestKit
import Testing

@Suite struct SequenceNumberTests {
    private let sim = TestSIM(Milenage(k: Array(repeating: 1, count: 16), opc: Array(repeating: 2, count: 16))!)

    private func numbers(_ count: Int, after first: SequenceNumber = SequenceNumber(0)!) -> [SequenceNumber] {
        Array(sequence(first: first) { $0.next }.dropFirst().prefix(count))
    }

    @Test func `each number is above the one before and goes to the next place of the array`() {
        let numbers = numbers(100)
        #expect(numbers.map(\.sequence) == Array(1...100))
        #expect(numbers.map(\.index) == (1...100).map { $0 % 32 })
        #expect(numbers == numbers.sorted() && Set(numbers).count == 100)
    }

    @Test func `a SIM accepts what is at most 31 numbers late, and nothing twice`() {
        let sim = TestSIM(sim.milenage)
        let numbers = numbers(400)
        // Each run of 32 comes in reverse.
        for start in stride(from: 0, to: 384, by: 32) {
            for number in numbers[start..<start + 32].reversed() {
                #expect(sim.accepts(number))
                #expect(!sim.accepts(number))
            }
        }
        #expect(sim.accepts(numbers[399]))
        #expect(!sim.accepts(numbers[399 - 32]))
    }

    @Test func `after a resynchronisation the next number is accepted and none was used before`() {
        let randomness = Randomness.seeded(33_102)
        for _ in 0..<1000 {
            let home = SequenceNumber(randomness.number(below: 1 << 34))!
            let at = SequenceNumber(randomness.number(below: 1 << 34))!
            let sim = TestSIM(self.sim.milenage, at: at)
            guard let start = home.resynchronised(with: at) else {
                #expect(home.sequence - at.sequence >= SequenceNumber.greatestJump)
                continue
            }
            #expect(start >= home)
            let next = start.next!
            #expect(next > home && sim.accepts(next))
        }
    }

    @Test func `a SIM that is too far behind gets no number, as it would refuse it`() {
        let at = SequenceNumber(5 << 5)!
        let within = SequenceNumber((5 + SequenceNumber.greatestJump - 1) << 5)!
        let beyond = SequenceNumber((5 + SequenceNumber.greatestJump) << 5)!
        #expect(within.resynchronised(with: at) == within)
        #expect(beyond.resynchronised(with: at) == nil)
        let sim = TestSIM(self.sim.milenage, at: at)
        #expect(!sim.accepts(beyond.next!))
        #expect(sim.accepts(within.next!))
    }

    @Test func `numbers end and never begin anew`() {
        let last = SequenceNumber(1 << 48 - 1)!
        #expect(last.next == nil)
        #expect(SequenceNumber(1 << 48) == nil)
        #expect(SequenceNumber((1 << 43 - 2) << 5 | 31)!.next == SequenceNumber((1 << 43 - 1) << 5))
    }
}
