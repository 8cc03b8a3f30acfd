import Telecom

/// An address and a port to listen on, written `127.0.0.1:3868` or `[::1]:3868`.
struct Listener: Sendable, Equatable {
    let host: String
    /// 0 takes a free one.
    let port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard InternetAddress(host) != nil else { return nil }
        self.host = String(host)
        self.port = Int(port)
    }
}
