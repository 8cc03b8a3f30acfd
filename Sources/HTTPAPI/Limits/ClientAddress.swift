import NIOCore
import Telecom

extension InternetAddress {
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let address):
            self.init(bits: 0xFFFF << 32 | UInt128(UInt32(bigEndian: address.address.sin_addr.s_addr)))
        case .v6(let address):
            self.init(bits: withUnsafeBytes(of: address.address.sin6_addr) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } })
        case .unixDomainSocket: return nil
        }
    }

    /// One client for the limits: an IPv4 address, or the 64 bits that an IPv6 network gives to one subscriber.
    var client: UInt128 { isIPv4 ? bits : (bits >> 64) << 64 }

    /// Who sends: the peer, unless it is a trusted proxy; then the right-most address of `X-Forwarded-For` that is not one.
    /// What stands further left was written by the client and proves nothing.
    static func client(peer: InternetAddress?, forwardedFor: [String], trusted: [AddressRange]) -> InternetAddress? {
        guard var client = peer, trusted.contains(where: { $0.contains(client) }) else { return peer }
        for hop in forwardedFor.flatMap({ $0.split(separator: ",") }).reversed().prefix(20) {
            guard let address = InternetAddress(hop.drop { $0 == " " }.prefix { $0 != " " }) else { break }
            client = address
            guard trusted.contains(where: { $0.contains(address) }) else { break }
        }
        return client
    }
}
