import Foundation

/// An IPv4 or IPv6 address, as 16 octets: IPv4 is kept in its IPv6 form (`::ffff:a.b.c.d`).
public struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
    public let bits: UInt128

    public init(bits: UInt128) {
        self.bits = bits
    }

    /// Reads an address without port or zone; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, text, &octets) == 1 {
            bits = octets.reduce(0) { $0 << 8 | UInt128($1) }
        } else if inet_pton(AF_INET, text, &octets) == 1 {
            bits = 0xFFFF << 32 | octets.prefix(4).reduce(0) { $0 << 8 | UInt128($1) }
        } else {
            return nil
        }
    }

    public var description: String {
        guard !isIPv4 else { return octets.map(String.init).joined(separator: ".") }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, octets, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public var isIPv4: Bool { bits >> 32 == 0xFFFF }

    /// 4 octets of IPv4, 16 of IPv6.
    public var octets: [UInt8] {
        stride(from: isIPv4 ? 24 : 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt128($0)) }
    }
}

/// A range of addresses such as `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct AddressRange: Sendable, Hashable {
    private let network: UInt128
    private let hostBits: UInt128

    /// `nil` for what is not an address with an optional prefix length in its range.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = InternetAddress(parts[0]) else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        let length: Int
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...width).contains(given) else { return nil }
            length = given
        } else {
            length = width
        }
        hostBits = UInt128(width - length)
        network = address.bits >> hostBits
    }

    public func contains(_ address: InternetAddress) -> Bool { address.bits >> hostBits == network }
}
