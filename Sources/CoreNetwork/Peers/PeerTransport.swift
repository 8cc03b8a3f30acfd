/// What carries a connection to a peer. Source: RFC 6733 §2.1, §13.1.
public enum PeerTransport: String, Hashable, Sendable {
    case tcp
    /// TLS 1.3 from the first octet, with certificates on both sides.
    case tls
}
