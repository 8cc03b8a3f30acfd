import Ethereum
import Telecom
import TestKit
import Testing

@Suite struct RLPTests {
    private static func text(_ text: String) -> RLP { .octets(Array(text.utf8)) }
    private static let words = RLP.list(["asdf", "qwer", "zxcv"].map(text))

    /// Source: ethereum/tests, RLPTests/rlptest.json.
    @Test(
        arguments: [
            (text(""), "80"), (text("\0"), "00"), (text("\u{1}"), "01"), (text("\u{7F}"), "7f"), (text("dog"), "83646f67"),
            (
                text("Lorem ipsum dolor sit amet, consectetur adipisicing eli"),
                "b74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c69"
            ),
            (
                text("Lorem ipsum dolor sit amet, consectetur adipisicing elit"),
                "b8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974"
            ),
            (.integer(UInt64(0)), "80"), (.integer(UInt64(16)), "10"), (.integer(UInt64(79)), "4f"), (.integer(UInt64(128)), "8180"),
            (.integer(UInt64(1000)), "8203e8"), (.integer(UInt64(100_000)), "830186a0"),
            (.integer(UInt256("83729609699884896815286331701780722")!), "8f102030405060708090a0b0c0d0e0f2"),
            (
                .integer(UInt256("105315505618206987246253880190783558935785933862974822347068935681")!),
                "9c0100020003000400050006000700080009000a000b000c000d000e01"
            ),
            (.list([]), "c0"), (.list([text("dog"), text("god"), text("cat")]), "cc83646f6783676f6483636174"),
            (.list([text("zw"), .list([.integer(UInt64(4))]), .integer(UInt64(1))]), "c6827a77c10401"),
            (
                .list(["asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer"].map(text)),
                "f784617364668471776572847a78637684617364668471776572847a78637684617364668471776572847a78637684617364668471776572"
            ),
            (
                .list(Array(repeating: words, count: 4)), "f840" + String(repeating: "cf84617364668471776572847a786376", count: 4)
            ),
            (
                .list(Array(repeating: words, count: 32)), "f90200" + String(repeating: "cf84617364668471776572847a786376", count: 32)
            ),
            (.list([.list([.list([]), .list([])]), .list([])]), "c4c2c0c0c0"),
            (.list([.list([]), .list([.list([])]), .list([.list([]), .list([.list([])])])]), "c7c0c1c0c3c0c1c0"),
            (
                .list((1...4).map { .list([text("key\($0)"), text("val\($0)")]) }),
                "ecca846b6579318476616c31ca846b6579328476616c32ca846b6579338476616c33ca846b6579348476616c34"
            ),
            (.octets([1] + Array(repeating: 0, count: 32)), "a101" + String(repeating: "00", count: 32)),
        ] as [(RLP, String)])
    func `an item is written as the test vectors say, and read back`(item: RLP, encoded: String) throws {
        #expect(item.encoded == (try octets(encoded)))
        #expect(try RLP(decoding: octets(encoded)) == item)
    }

    /// Source: ethereum/tests, RLPTests/invalidRLPTest.json.
    @Test(arguments: [
        "bf0f000000000000021111", "ff0f000000000000021111", "f80180", "f80100",
        "b9002100dc2b275d0f74e8a53e6f4ec61b27f24278820be3f82ea2110e582081b0565df0",
        "f861f83eb9002100dc2b275d0f74e8a53e6f4ec61b27f24278820be3f82ea2110e582081b0565df027b90015002d5ef8325ae4d034df55d4b58d0dfba64d61ddd17be00000b9001a00dae30907045a2f66fa36f2bb8aa9029cbb0b8a7b3b5c435ab331",
        "8100", "8101", "817F",
        "b90040000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
        "b800",
        "fb00000040000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
        "f800", "b81000112233445566778899aabbccddeeff", "b801ff", "f810000102030405060708090a0b0c0d0e0f", "f803112233", "", "83646f",
        "c0c0",
        "bfffffffffffffffffff", "c2",
    ])
    func `what is not the shortest encoding of one item is refused`(encoded: String) throws {
        let encoded = try octets(encoded)
        #expect(throws: RLPError.self) { try RLP(decoding: encoded) }
    }

    @Test func `depth is bounded`() throws {
        var item = RLP.list([])
        for _ in 1..<RLP.maximumDepth { item = .list([item]) }
        #expect(try RLP(decoding: item.encoded) == item)
        #expect(throws: RLPError.tooDeep) { try RLP(decoding: RLP.list([item]).encoded) }
        let bomb = Array(repeating: UInt8(0xC1), count: 100_000) + [0xC0]
        #expect(throws: RLPError.self) { try RLP(decoding: bomb) }
    }

    @Test func `whatever octets are read are written again as they were`() {
        let randomness = Randomness.seeded(3)
        var read = 0
        for _ in 0..<20_000 {
            var octets = randomness.bytes(Int(randomness.number(below: 40)))
            if let first = octets.first, first >= 0xC0 { octets[0] = 0xC0 + UInt8(min(octets.count - 1, 55)) }
            guard let item = try? RLP(decoding: octets) else { continue }
            read += 1
            #expect(item.encoded == octets)
        }
        #expect(read > 100)
    }

    @Test func `whatever is written is read back`() throws {
        let randomness = Randomness.seeded(4)
        func item(_ depth: Int) -> RLP {
            let kind = randomness.number(below: 3)
            if depth == 0 || kind == 0 { return .octets(randomness.bytes(Int(randomness.number(below: 70)))) }
            return .list((0..<randomness.number(below: 6)).map { _ in item(depth - 1) })
        }
        for _ in 0..<300 {
            let item = item(4)
            #expect(try RLP(decoding: item.encoded) == item)
        }
    }
}
