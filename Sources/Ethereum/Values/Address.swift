/// An account or a contract: 20 octets.
public struct Address: Hashable, Sendable {
    // In place of an array, so that a million of them take no allocation each.
    private let first16: UInt128
    private let last4: UInt32

    /// `nil` unless there are 20 octets.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 20 else { return nil }
        self.init(last20: Array(octets))
    }

    public var octets: [UInt8] { withUnsafeBytes(of: first16.bigEndian, Array.init) + withUnsafeBytes(of: last4.bigEndian, Array.init) }

    /// The number that its 20 octets are, as it stands in a word.
    var word: UInt256 { UInt256(high: first16 >> 96, low: first16 << 32 | UInt128(last4)) }

    /// The one that nobody holds: mints come from it, burns go to it.
    public static let zero = Address(last20: Array(repeating: 0, count: 20))

    /// The last 20 of `octets`.
    init(last20 octets: [UInt8]) {
        let octets = octets.suffix(20)
        first16 = octets.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
        last4 = octets.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Where a contract comes to stand that `creator` deploys in its transaction `nonce`. Source: Yellow Paper §7 (CREATE).
    public static func contract(createdBy creator: Address, nonce: UInt64) -> Address {
        Address(last20: keccak256(RLP.list([.octets(creator.octets), .integer(UInt256(UInt128(nonce)))]).encoded))
    }
}

extension Address: CustomStringConvertible {
    /// With the checksum in the case of its letters. Source: EIP-55.
    public var description: String {
        let lower = Array(hexadecimal(octets).utf8.dropFirst(2))
        let hash = keccak256(lower)
        let mixed = lower.enumerated().map { index, digit in
            let nibble = hash[index / 2] >> (index.isMultiple(of: 2) ? 4 : 0) & 15
            return digit >= 0x61 && nibble >= 8 ? digit - 0x20 : digit
        }
        return "0x" + String(decoding: mixed, as: UTF8.self)
    }

    /// Reads `0x` and 40 digits: all letters lower, all upper, or with the right checksum; `nil` for anything else. Source: EIP-55.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 42, let octets = [UInt8](hexadecimal: text) else { return nil }
        self.init(last20: octets)
        let letters = text.utf8.dropFirst(2).filter { $0 >= 0x41 }
        guard letters.allSatisfy({ $0 >= 0x61 }) || letters.allSatisfy({ $0 < 0x61 }) || description == text else { return nil }
    }
}

extension Address: Comparable {
    public static func < (a: Address, b: Address) -> Bool { (a.first16, a.last4) < (b.first16, b.last4) }
}

/// Written as text with its checksum.
extension Address: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = Address(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an Ethereum address")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
