import Telecom
import Testing

@Suite struct RandomnessTests {
    @Test func `the system gives as many octets as are asked for, each time others`() {
        for count in [0, 1, 8, 255, 256, 257, 5000] { #expect(Randomness.system.bytes(count).count == count) }
        #expect(Randomness.system.bytes(32) != Randomness.system.bytes(32))
        #expect(Set(Randomness.system.bytes(5000)).count == 256)
    }

    @Test func `numbers below a bound reach all of them and no other`() {
        #expect(Set((0..<500).map { _ in Randomness.system.number(below: 5) }) == [0, 1, 2, 3, 4])
    }
}
