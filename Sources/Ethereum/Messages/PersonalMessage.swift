/// A text or octets that a wallet signs for a person, marked so that they can never be a transaction. Source: EIP-191, version 0x45.
public struct PersonalMessage: Hashable, Sendable {
    public let octets: [UInt8]

    public init(_ octets: [UInt8]) { self.octets = octets }
    public init(_ text: String) { octets = Array(text.utf8) }

    public var signingHash: [UInt8] { keccak256(Array("\u{19}Ethereum Signed Message:\n\(octets.count)".utf8) + octets) }

    /// Data for one validator, such as a wallet that is a contract. Source: EIP-191, version 0x00.
    public static func signingHash(_ data: [UInt8], for validator: Address) -> [UInt8] {
        keccak256([0x19, 0x00] + validator.octets + data)
    }
}
