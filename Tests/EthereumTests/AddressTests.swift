import Ethereum
import Foundation
import Testing

@Suite struct AddressTests {
    /// Source: EIP-55, "Test Cases".
    static let checksummed = [
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ]

    @Test(arguments: checksummed) func `the checksum is in the letters`(text: String) throws {
        #expect(Address(text)?.description == text)
        #expect(Address(text.lowercased())?.description == text)
        #expect(Address("0x" + text.dropFirst(2).uppercased())?.description == text)
    }

    @Test(arguments: [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
        "0xGaAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "",
    ])
    func `a wrong checksum, length or digit is refused`(text: String) {
        #expect(Address(text) == nil)
    }

    @Test func `JSON has the text, and refuses a wrong one`() throws {
        let address = try #require(Address(Self.checksummed[4]))
        let json = try JSONEncoder().encode([address])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(Self.checksummed[4])\"]")
        #expect(try JSONDecoder().decode([Address].self, from: json) == [address])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Address].self, from: Data(#"["0x12"]"#.utf8)) }
    }

    /// Source: a contract that a known sender deployed, as go-ethereum's TestNewContractAddress and its like have it.
    @Test(
        arguments: [
            (0, "0x333c3310824b7c685133f2bedb2ca4b8b4df633d"), (1, "0x8bda78331c916a08481428e4b07c96d3e916d165"),
            (2, "0xc9ddedf451bc62ce88bf9292afb13df35b670699"),
        ] as [(UInt64, String)])
    func `a contract's address follows from its creator and the nonce`(nonce: UInt64, text: String) throws {
        let creator = try #require(Address("0x970e8128ab834e8eac17ab8e3812f010678cf791"))
        #expect(Address.contract(createdBy: creator, nonce: nonce) == Address(text))
    }
}
