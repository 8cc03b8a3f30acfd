import Telecom

/// A peer that this node connects to, such as a host operator's routing agent: written `dra.example.org@192.0.2.1:3868`, with `/tls` behind
/// it for TLS.
public struct CalledPeer: Hashable, Sendable {
    /// The Origin-Host that must answer.
    public let name: String
    public let host: String
    /// 1 to 65535.
    public let port: Int
    public let transport: PeerTransport

    /// `nil` when the text is not a name, `@`, an address (IPv6 in brackets) and a port.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, AllowedPeer.isIdentity(parts[0]) else { return nil }
        transport = parts[1].hasSuffix("/tls") ? .tls : .tcp
        let place = transport == .tls ? parts[1].dropLast(4) : parts[1][...]
        guard let colon = place.lastIndex(of: ":"), let port = UInt16(place[place.index(after: colon)...]), port > 0 else { return nil }
        var host = place[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard InternetAddress(host) != nil else { return nil }
        name = String(parts[0])
        self.host = String(host)
        self.port = Int(port)
    }
}

/// How long to wait before a peer is called again: doubled from call to call, each by chance up to a quarter shorter, so that nodes that
/// lost one peer together do not come back together. The longest is Tc of RFC 6733 §2.1.
public struct CallPauses: Sendable {
    public var firstMilliseconds: Int64
    public var longestMilliseconds: Int64
    private var failures = 0

    public init(firstMilliseconds: Int64 = 1000, longestMilliseconds: Int64 = 30_000) {
        self.firstMilliseconds = firstMilliseconds
        self.longestMilliseconds = longestMilliseconds
    }

    /// The peer was there: the next pause is the first one again.
    mutating func reset() { failures = 0 }

    /// In milliseconds.
    mutating func next(_ randomness: Randomness) -> Int64 {
        let whole = min(longestMilliseconds, firstMilliseconds << Int64(min(failures, 20)))
        failures += 1
        return whole - Int64(randomness.number(below: UInt64(max(1, whole / 4))))
    }
}
