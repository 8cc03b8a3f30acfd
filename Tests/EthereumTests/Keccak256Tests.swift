import Crypto
import Telecom
import TestKit
import Testing

@testable import Ethereum

@Suite struct Keccak256Tests {
    /// Source: Keccak team, ShortMsgKAT_256 (before FIPS 202), and the Yellow Paper's KEC(()).
    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        ("transfer(address,uint256)", "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b"),
        ("Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
    ])
    func `known hashes come out`(text: String, hash: String) throws {
        #expect(keccak256(text.utf8) == (try octets(hash)))
    }

    @Test func `with the padding of FIPS 202 it is the SHA3-256 of swift-crypto, at every length around a block and in any pieces`() {
        let randomness = Randomness.seeded(1)
        for length in Array(0...300) + [407, 408, 409, 4096] {
            let message = randomness.bytes(length)
            let cut = Int(randomness.number(below: UInt64(length + 1)))
            var sponge = Keccak(padding: 0x06)
            message[..<cut].withUnsafeBytes { sponge.absorb($0) }
            message[cut...].withUnsafeBytes { sponge.absorb($0) }
            #expect(sponge.squeezed() == Array(SHA3_256.hash(data: message)), "\(length) octets cut at \(cut)")
        }
    }
}
