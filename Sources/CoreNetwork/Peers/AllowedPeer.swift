import Telecom

/// Who may connect: an Origin-Host from a range of addresses, written `pgw.example.org@10.0.0.0/8`. A name may be `*`, or begin with `*.` for
/// every host below a domain.
public struct AllowedPeer: Hashable, Sendable {
    private let name: String
    private let range: AddressRange

    /// `nil` when the text is not a name, `@` and a range.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let range = AddressRange(parts[1]) else { return nil }
        let name = parts[0].lowercased()
        guard name == "*" || Self.isIdentity(name.hasPrefix("*.") ? name.dropFirst(2) : name[...]) else { return nil }
        self.name = name
        self.range = range
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

    public func allows(_ address: InternetAddress) -> Bool { range.contains(address) }

    /// Names are compared without regard to case, as in the domain name system.
    public func allows(_ originHost: String, from address: InternetAddress) -> Bool {
        guard allows(address) else { return false }
        if name == "*" { return true }
        let host = originHost.lowercased()
        return name.hasPrefix("*.") ? host.hasSuffix(name.dropFirst()) && AllowedPeer.isIdentity(host) : host == name
    }
}
