import Ethereum
import Telecom
import TestKit
import Testing

@Suite struct ClaimTreeTests {
    private func account(_ octet: UInt8) throws -> Address { try #require(Address(octets: Array(repeating: octet, count: 20))) }

    /// Source: @openzeppelin/merkle-tree, README.
    @Test func `OpenZeppelin's example has its root and its proofs`() throws {
        let first = Claim(account: try account(0x11), cumulativeAmount: 5_000_000_000_000_000_000)
        let second = Claim(account: try account(0x22), cumulativeAmount: 2_500_000_000_000_000_000)
        let tree = try #require(ClaimTree([first, second]))
        #expect(hexadecimal(tree.root) == "0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77")
        #expect(
            tree.proof(for: first.account) == [try octets("b92c48e9d7abe27fd8dfd6b5dfdbfb1c9a463f80c712b66f3a5180a090cccafc")])
        #expect(
            tree.proof(for: second.account) == [try octets("eb02c421cfa48976e66dfb29120745909ea3a0f843456c263cf8f1253483e283")])
    }

    @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 100, 1000])
    func `every claim is proved, and no other`(count: Int) throws {
        let randomness = Randomness.seeded(UInt64(count))
        let claims = try (0..<count).map { _ in
            Claim(
                account: try #require(Address(octets: randomness.bytes(20))),
                cumulativeAmount: try #require(UInt256(octets: randomness.bytes(32))))
        }
        let tree = try #require(ClaimTree(claims))
        #expect(try #require(ClaimTree(claims.reversed())).root == tree.root)
        for claim in claims {
            let proof = try #require(tree.proof(for: claim.account))
            #expect(ClaimTree.isProved(claim, by: proof, root: tree.root))
            let more = Claim(account: claim.account, cumulativeAmount: claim.cumulativeAmount.addingReportingOverflow(1).partialValue)
            #expect(!ClaimTree.isProved(more, by: proof, root: tree.root))
            if !proof.isEmpty { #expect(!ClaimTree.isProved(claim, by: Array(proof.dropLast()), root: tree.root)) }
        }
        #expect(tree.proof(for: .zero) == nil)
    }

    @Test func `no claim, two claims of one account, and proofs that are none are refused`() throws {
        let claim = Claim(account: try account(1), cumulativeAmount: 1)
        #expect(ClaimTree([]) == nil)
        #expect(ClaimTree([claim, Claim(account: claim.account, cumulativeAmount: 2)]) == nil)
        let tree = try #require(ClaimTree([claim]))
        #expect(ClaimTree.isProved(claim, by: [], root: tree.root))
        #expect(!ClaimTree.isProved(claim, by: [[1]], root: tree.root))
        #expect(!ClaimTree.isProved(claim, by: Array(repeating: Array(repeating: 0, count: 32), count: 65), root: tree.root))
    }
}
