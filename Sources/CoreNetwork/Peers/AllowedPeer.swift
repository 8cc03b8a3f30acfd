import Telecom

/// Who may connect: an Origin-Host from a range of addresses, written `pgw.example.org@10.0.0.0/8`, or from anywhere over TLS, written
/// `pgw.example.org@tls`. A name may be `*`, or begin with `*.` for every host below a domain. Over TLS a peer's certificate must name its
/// Origin-Host in either case.
public struct AllowedPeer: Hashable, Sendable {
    private let name: String
    /// `nil` for whoever comes over TLS.
    private let range: AddressRange?

    /// `nil` when the text is not a name, `@` and a range or `tls`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let name = parts[0].lowercased()
        guard name == "*" || Self.isIdentity(name.hasPrefix("*.") ? name.dropFirst(2) : name[...]) else { return nil }
        self.name = name
        range = AddressRange(parts[1])
        guard range != nil || parts[1] == "tls" else { return nil }
    }

    /// A fully qualified domain name: 1 to 255 letters, digits, `-`, `_` and dots between them.
    public static func isIdentity(_ text: some StringProtocol) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                            || byte == 0x5F
                    }
            }
    }

    public func allows(_ address: InternetAddress, over transport: PeerTransport = .tcp) -> Bool {
        range?.contains(address) ?? (transport == .tls)
    }

    /// Names are compared without regard to case, as in the domain name system.
    public func allows(_ originHost: String, from address: InternetAddress, over transport: PeerTransport = .tcp) -> Bool {
        guard allows(address, over: transport) else { return false }
        if name == "*" { return true }
        let host = originHost.lowercased()
        return name.hasPrefix("*.") ? host.hasSuffix(name.dropFirst()) && AllowedPeer.isIdentity(host) : host == name
    }
}
