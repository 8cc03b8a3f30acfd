import Crypto
import Ethereum
import Telecom
import TestKit
import Testing

@Suite struct PrivateKeyTests {
    /// Deterministic signatures of SHA-256 hashes. Source: the community's vectors for RFC 6979 over secp256k1 (bitcointalk 285142, Trezor's
    /// test_check.c), with `s` lowered.
    @Test(arguments: [
        (
            "0000000000000000000000000000000000000000000000000000000000000001", "Satoshi Nakamoto",
            "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000001",
            "All those moments will be lost in time, like tears in rain. Time to die...",
            "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"
        ),
        (
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto",
            "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"
        ),
        (
            "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181", "Alan Turing",
            "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea"
        ),
    ])
    func `signatures are those of RFC 6979 with the lower s`(key: String, message: String, signature: String) throws {
        let key = try #require(PrivateKey(octets: octets(key)))
        let hash = Array(SHA256.hash(data: Array(message.utf8)))
        let made = key.signature(of: hash)
        #expect(made.r.octets + made.s.octets == (try octets(signature)))
        #expect(made.signer(of: hash) == key.publicKey)
        #expect(Signature(octets: made.octets) == made)
    }

    /// Source: Yellow Paper's and every client's well-known first keys.
    @Test(arguments: [
        ("0000000000000000000000000000000000000000000000000000000000000001", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"),
        ("0000000000000000000000000000000000000000000000000000000000000002", "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"),
        ("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    ])
    func `an address follows from the key`(key: String, address: String) throws {
        #expect(try PrivateKey(octets: octets(key))?.address.description == address)
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "01", "",
    ])
    func `numbers that are no keys are refused`(key: String) throws {
        #expect(try PrivateKey(octets: octets(key)) == nil)
    }

    @Test func `a key is never shown`() throws {
        let key = try #require(PrivateKey(octets: Array(repeating: 0xAB, count: 32)))
        var dumped = ""
        dump([key], to: &dumped)
        for text in ["\(key)", "\([key])", String(reflecting: key), dumped] {
            #expect(!text.lowercased().contains("abab") && !text.contains("171"), "\(text)")
        }
    }

    @Test func `new keys sign, and their signatures name them`() {
        let randomness = Randomness.seeded(5)
        for _ in 0..<20 {
            let key = PrivateKey(randomness)
            let hash = randomness.bytes(32)
            let signature = key.signature(of: hash)
            #expect(signature == key.signature(of: hash))
            #expect(signature.signer(of: hash)?.address == key.address)
            #expect(signature.signer(of: randomness.bytes(32))?.address != key.address)
        }
    }
}

@Suite struct SignatureTests {
    private let signature = PrivateKey(octets: Array(repeating: 1, count: 32))!.signature(of: Array(repeating: 2, count: 32))
    private let order = UInt256("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")!

    @Test func `the higher s of the two is refused, and so is what is out of range`() {
        let higher = order.subtractingReportingOverflow(signature.s).partialValue
        #expect(Signature(r: signature.r, s: higher, isOddY: !signature.isOddY) == nil)
        #expect(Signature(r: 0, s: 1, isOddY: false) == nil)
        #expect(Signature(r: order, s: 1, isOddY: false) == nil)
        #expect(Signature(r: 1, s: 0, isOddY: false) == nil)
        #expect(Signature(r: signature.r, s: signature.s, isOddY: signature.isOddY) == signature)
    }

    @Test func `the last octet is 27 or 28, and 0 or 1 are read too`() {
        var octets = signature.octets
        #expect(octets.count == 65 && [27, 28].contains(octets[64]))
        octets[64] -= 27
        #expect(Signature(octets: octets) == signature)
        octets[64] = 2
        #expect(Signature(octets: octets) == nil)
        #expect(Signature(octets: Array(octets.dropLast())) == nil)
        #expect(Signature(octets: octets + [27]) == nil)
    }

    @Test func `octets that nobody has signed do not crash, and most name a stranger or nobody`() {
        let randomness = Randomness.seeded(6)
        var nobody = 0
        for _ in 0..<200 {
            var octets = randomness.bytes(65)
            octets[32] &= 0x3F
            octets[64] = 27
            guard let signature = Signature(octets: octets) else { continue }
            if signature.signer(of: randomness.bytes(32)) == nil { nobody += 1 }
        }
        #expect(nobody > 50)
    }
}
