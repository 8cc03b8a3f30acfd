import NIOCore

/// The address of a client, as 16 octets: IPv4 is kept in its IPv6 form (`::ffff:a.b.c.d`).
public struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    let bits: UInt128

    /// Reads an IPv4 or IPv6 address without port or zone; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard let address = try? SocketAddress(ipAddress: String(text), port: 0) else { return nil }
        self.init(address)
    }

    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let address):
            bits = 0xFFFF << 32 | UInt128(UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            bits = withUnsafeBytes(of: address.address.sin6_addr) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
        case .unixDomainSocket: return nil
        }
    }

    public var description: String {
        guard bits >> 32 == 0xFFFF else {
            let octets = (0..<16).map { UInt8(truncatingIfNeeded: bits >> (120 - 8 * UInt128($0))) }
            return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: octets), port: 0))?.ipAddress ?? "unknown"
        }
        return "\(bits >> 24 & 0xFF).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
    }

    /// One client for the limits: an IPv4 address, or the 64 bits that an IPv6 network gives to one subscriber.
    var client: UInt128 { bits >> 32 == 0xFFFF ? bits : (bits >> 64) << 64 }

    /// Who sends: the peer, unless it is a trusted proxy; then the right-most address of `X-Forwarded-For` that is not one.
    /// What stands further left was written by the client and proves nothing.
    static func client(peer: ClientAddress?, forwardedFor: [String], trusted: [AddressRange]) -> ClientAddress? {
        guard var client = peer, trusted.contains(where: { $0.contains(client) }) else { return peer }
        for hop in forwardedFor.flatMap({ $0.split(separator: ",") }).reversed().prefix(20) {
            guard let address = ClientAddress(hop.drop { $0 == " " }.prefix { $0 != " " }) else { break }
            client = address
            guard trusted.contains(where: { $0.contains(address) }) else { break }
        }
        return client
    }
}

/// A range of addresses such as `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct AddressRange: Sendable, Hashable {
    private let network: UInt128
    private let hostBits: UInt128

    /// `nil` for what is not an address with an optional prefix length in its range.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = ClientAddress(parts[0]) else { return nil }
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

    func contains(_ address: ClientAddress) -> Bool { address.bits >> hostBits == network }
}
