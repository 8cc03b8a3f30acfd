import RADIUS
import Telecom

/// A network access server, or a range of them, with the secret that it shares with us.
public struct RADIUSClient: Sendable {
    public let range: AddressRange
    public let secret: RADIUSSecret

    /// `10.0.0.0/8=secret`; the secret is 16 characters or more, without commas.
    public init?(_ text: String) {
        guard let mark = text.firstIndex(of: "="), let range = AddressRange(text[..<mark]),
            let secret = RADIUSSecret(Array(text[text.index(after: mark)...].utf8))
        else { return nil }
        self.range = range
        self.secret = secret
    }
}

/// What the RADIUS door is told.
public struct RADIUSConfiguration: Sendable {
    public let host: String
    /// For authentication and accounting alike; 0 takes a free one.
    public let port: Int
    /// The first that holds an address is its client.
    public let clients: [RADIUSClient]
    /// Where clients take Disconnect-Requests; 3799 by RFC 5176 §3.
    public let disconnectPort: Int
    /// The access network's name that keys are bound to. Source: 3GPP TS 24.302 §8.1.1.
    public static let networkName = "WLAN"

    public init(host: String, port: Int, clients: [RADIUSClient], disconnectPort: Int) {
        self.host = host
        self.port = port
        self.clients = clients
        self.disconnectPort = disconnectPort
    }

    func secret(of address: InternetAddress) -> RADIUSSecret? { clients.first { $0.range.contains(address) }?.secret }
}
