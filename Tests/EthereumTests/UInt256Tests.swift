import Ethereum
import Telecom
import TestKit
import Testing

@Suite struct UInt256Tests {
    static let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    @Test(arguments: ["0", "1", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456", most])
    func `a decimal comes back as it was`(text: String) throws {
        let value = try #require(UInt256(text))
        #expect(value.description == text)
        #expect(UInt256(octets: value.octets) == value)
        #expect(UInt256(octets: value.shortestOctets) == value)
        #expect(UInt256(value.quantity) == value)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.0", " 1", "0x", "0xg", "1e3", "٣",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    ])
    func `what is no number of 256 bits is refused`(text: String) {
        #expect(UInt256(text) == nil)
    }

    @Test func `quantities have no leading zeros`() {
        #expect(UInt256.zero.quantity == "0x0")
        #expect(UInt256(1024).quantity == "0x400")
        #expect(UInt256(octets: [1] + Array(repeating: 0, count: 16))?.quantity == "0x1" + String(repeating: "0", count: 32))
        #expect(UInt256(octets: [1] + Array(repeating: 0, count: 15) + [7])?.quantity == "0x1" + String(repeating: "0", count: 31) + "7")
        #expect(UInt256(octets: [1] + Array(repeating: 0xFF, count: 16))?.quantity == "0x1" + String(repeating: "f", count: 32))
    }

    @Test func `sums, differences and products agree with those of 128 bits, and tell what overflows`() {
        let randomness = Randomness.seeded(2)
        for _ in 0..<500 {
            let (a, b) = (randomness.number(below: .max), randomness.number(below: .max) + 1)
            let (wideA, wideB) = (UInt128(a), UInt128(b))
            #expect(UInt256(wideA).addingReportingOverflow(UInt256(wideB)) == (UInt256(wideA + wideB), false))
            #expect(UInt256(wideA).multipliedReportingOverflow(by: wideB) == (UInt256(wideA * wideB), false))
            let square = UInt256(wideA * wideB).multipliedReportingOverflow(by: wideA)
            let back = square.partialValue.quotientAndRemainder(dividingBy: wideA == 0 ? 1 : wideA)
            #expect(!square.overflow && (wideA == 0 || back == (UInt256(wideA * wideB), 0)))
        }
        #expect(UInt256.max.addingReportingOverflow(1) == (0, true))
        #expect(UInt256.zero.subtractingReportingOverflow(1) == (.max, true))
        #expect(UInt256.max.multipliedReportingOverflow(by: 2).overflow)
        #expect(UInt256.max.quotientAndRemainder(dividingBy: .max) == (UInt256(octets: [1] + Array(repeating: 0, count: 15) + [1])!, 0))
    }

    @Test func `order is that of the numbers`() {
        #expect(UInt256(1) < 2)
        #expect(UInt256(UInt128.max) < UInt256.max)
        #expect(!(UInt256.max < UInt256.max))
    }

    @Test(arguments: [
        ("-1", String(repeating: "f", count: 64)), ("0", String(repeating: "0", count: 64)),
        ("-57896044618658097711785492504343953926634992332820282019728792003956564819968", "8" + String(repeating: "0", count: 63)),
        ("57896044618658097711785492504343953926634992332820282019728792003956564819967", "7" + String(repeating: "f", count: 63)),
    ])
    func `a signed number is in two's complement`(text: String, bits: String) throws {
        let value = try #require(Int256(text))
        #expect(value.description == text)
        #expect(value.bitPattern.octets == (try octets(bits)))
    }

    @Test(arguments: [
        "57896044618658097711785492504343953926634992332820282019728792003956564819968", "--1", "-", "-0x",
        "-57896044618658097711785492504343953926634992332820282019728792003956564819969",
    ])
    func `what is no signed number of 256 bits is refused`(text: String) {
        #expect(Int256(text) == nil)
    }

    @Test func `a machine's integer keeps its sign`() {
        #expect(Int256(Int128(-5)).description == "-5")
        #expect(Int256(Int128.min).description == Int128.min.description)
        #expect(Int256(Int128.max).magnitude == UInt256(UInt128(Int128.max)))
    }

    @Test(arguments: [TokenAmount.zero, TokenAmount("10.33")!, .supplyCap, TokenAmount(baseUnits: .max)])
    func `an amount of tokens is the contract's number`(amount: TokenAmount) throws {
        let word = try #require(UInt256(amount))
        #expect(word.description == amount.baseUnits.description)
        #expect(TokenAmount(word) == amount)
    }

    @Test func `what no amount of tokens can be is refused`() {
        #expect(UInt256(TokenAmount(baseUnits: -1)) == nil)
        #expect(TokenAmount(UInt256(UInt128(Int128.max) + 1)) == nil)
        #expect(TokenAmount(UInt256.max) == nil)
    }
}
