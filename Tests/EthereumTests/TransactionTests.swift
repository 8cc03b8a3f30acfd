import Ethereum
import Telecom
import TestKit
import Testing

@Suite struct TransactionTests {
    private let recipient = Address("0x3535353535353535353535353535353535353535")!
    private let key = PrivateKey(octets: Array(repeating: 0x46, count: 32))!

    /// Source: EIP-155, "Example".
    @Test func `the example of EIP-155 comes out`() throws {
        let transaction = try Transaction(
            chainID: 1, nonce: 9, fees: .legacy(gasPrice: 20_000_000_000), gasLimit: 21_000, to: recipient, value: 1_000_000_000_000_000_000
        )
        #expect(transaction.signingHash == (try octets("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53")))
        let signed = transaction.signed(with: key)
        #expect(
            hexadecimal(signed.encoded)
                == "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
        )
        #expect(signed.sender == key.address)
        #expect(try SignedTransaction(decoding: signed.encoded) == signed)
    }

    private func samples() throws -> [SignedTransaction] {
        let access = [
            Transaction.AccessListEntry(address: recipient, storageKeys: [0, .max]), .init(address: key.address, storageKeys: []),
        ]
        let fees: [Transaction.Fees] = [
            .legacy(gasPrice: .max), .accessList(gasPrice: 1, access), .dynamic(maxPriorityFeePerGas: 0, maxFeePerGas: 0),
            .dynamic(maxPriorityFeePerGas: 2_000_000_000, maxFeePerGas: 40_000_000_000, access),
        ]
        let chains = [1, 11_155_111, Transaction.maximumChainID]
        return try fees.flatMap { fee in
            try chains.flatMap { chain in
                try [nil, recipient].map { to in
                    try Transaction(
                        chainID: chain, nonce: chain == 1 ? 0 : .max - 1, fees: fee, gasLimit: .max, to: to, value: .max,
                        data: Array(repeating: 7, count: Int(chain % 100))
                    ).signed(with: key)
                }
            }
        }
    }

    @Test func `every kind comes back as it was sent, with its sender`() throws {
        for signed in try samples() {
            let read = try SignedTransaction(decoding: signed.encoded)
            #expect(read == signed)
            #expect(read.hash == keccak256(signed.encoded))
            #expect(read.sender == key.address)
            #expect(try Transaction(signed.transaction.json) == signed.transaction)
        }
    }

    @Test(arguments: [
        ("\"chainId\":1", "\"chain\":1", "chain"), ("\"nonce\":0", "\"nonce\":-1", "nonce"), ("\"nonce\":0", "\"nonce\":\"\"", "nonce"),
        ("\"gas\":21000,", "", "gas"), ("\"gas\":21000", "\"gas\":\"18446744073709551616\"", "gas"),
        ("\"gas\":21000", "\"gas\":1.5", "gas"),
        ("0x3535", "0x35", "to"), ("\"to\":\"", "\"to\":null,\"value\":\"", "to"), ("\"data\":\"0x\"", "\"data\":\"0x1\"", "data"),
        ("\"data\":\"0x\"", "\"data\":1", "data"), ("\"maxFeePerGas\":2", "\"gasPrice\":2", "gasPrice"),
        ("\"maxFeePerGas\":2,", "", "maxFeePerGas"), ("\"accessList\":[]", "\"accessList\":{}", "accessList"),
        ("\"accessList\":[]", "\"accessList\":[{\"address\":\"0x1\",\"storageKeys\":[]}]", "accessList"),
    ])
    func `JSON of another form is refused by the field's name`(part: String, other: String, field: String) throws {
        let json = """
            {"chainId":1,"nonce":0,"gas":21000,"maxPriorityFeePerGas":"1","maxFeePerGas":2,"to":"0x3535353535353535353535353535353535353535",
            "data":"0x","accessList":[]}
            """
        let right = try #require(JSON(decoding: Array(json.utf8)))
        #expect(try Transaction(right).to == recipient)
        let wrong = try #require(JSON(decoding: Array(json.replacing(part, with: other).utf8)))
        #expect(throws: TransactionError.badField(field)) { try Transaction(wrong) }
    }

    @Test func `one changed octet is refused, or written again as it was read and sent by another`() throws {
        let randomness = Randomness.seeded(7)
        for signed in try samples() {
            for _ in 0..<100 {
                var octets = signed.encoded
                octets[Int(randomness.number(below: UInt64(octets.count)))] ^= UInt8(1 + randomness.number(below: 255))
                guard let read = try? SignedTransaction(decoding: octets) else { continue }
                #expect(read.encoded == octets)
                #expect(read.sender != key.address)
            }
        }
    }

    @Test func `random octets are refused`() {
        let randomness = Randomness.seeded(8)
        for _ in 0..<5000 {
            let octets =
                [[0x01, 0x02, 0xC0, 0xF8][Int(randomness.number(below: 4))]] + randomness.bytes(Int(randomness.number(below: 120)))
            #expect(throws: TransactionError.self) { try SignedTransaction(decoding: octets) }
        }
        #expect(throws: TransactionError.malformed(.truncated)) { try SignedTransaction(decoding: []) }
        #expect(throws: TransactionError.unknownType) { try SignedTransaction(decoding: [3, 0xC0]) }
        #expect(throws: TransactionError.tooLarge) {
            try SignedTransaction(decoding: Array(repeating: 0, count: Transaction.maximumSize + 1))
        }
    }

    /// Source: EIP-155, "Specification": v of 27 and 28 stay valid on every chain.
    @Test func `a transaction that any chain would take is refused`() throws {
        let signature: [RLP] = [.integer(UInt64(27)), .integer(UInt64(1)), .integer(UInt64(1))]
        let fields: [RLP] = (0..<3).map { .integer(UInt64($0)) } + [.octets(recipient.octets), .integer(UInt64(0)), .octets([])]
        let octets = RLP.list(fields + signature).encoded
        #expect(throws: TransactionError.notBoundToChain) { try SignedTransaction(decoding: octets) }
    }

    @Test func `numbers out of range are refused by name`() {
        func make(chain: UInt64 = 1, nonce: UInt64 = 0, fees: Transaction.Fees = .legacy(gasPrice: 1), size: Int = 0)
            throws(TransactionError)
        {
            _ = try Transaction(
                chainID: chain, nonce: nonce, fees: fees, gasLimit: 21_000, to: recipient, data: Array(repeating: 0, count: size))
        }
        #expect(throws: TransactionError.badChainID) { try make(chain: 0) }
        #expect(throws: TransactionError.badChainID) { try make(chain: Transaction.maximumChainID + 1) }
        #expect(throws: TransactionError.badNonce) { try make(nonce: .max) }
        #expect(throws: TransactionError.priorityFeeAboveFee) { try make(fees: .dynamic(maxPriorityFeePerGas: 2, maxFeePerGas: 1)) }
        #expect(throws: TransactionError.tooLarge) { try make(size: Transaction.maximumSize + 1) }
    }
}
