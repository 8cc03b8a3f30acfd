import Telecom

/// How the door is set up.
///
/// Keys: `TRUSTED_PROXIES` (addresses and ranges, optional, none), `PUBLIC_REQUESTS_PER_MINUTE` (number, optional, 100),
/// `REQUEST_SECONDS` (number, optional, 30).
public struct DoorConfiguration: Sendable {
    /// Peers whose `X-Forwarded-For` is believed.
    public var trustedProxies: [AddressRange] = []
    /// Requests a minute of one client without proof of identity, on the API.
    public var publicRequestsPerMinute = 100
    /// The same on pages, which fetch several files each.
    public var pageRequestsPerMinute = 1000
    /// Requests a minute of one account.
    public var accountRequestsPerMinute = 3000
    /// The same on endpoints for gateways: 20,000 a second.
    public var networkRequestsPerMinute = 1_200_000
    /// How long the body of a request may take to arrive.
    public var bodyTimeLimit: Duration = .seconds(30)
    /// How long the answer may take once the request is read.
    public var requestTimeLimit: Duration = .seconds(30)
    /// Whether browsers are told to come back by TLS only.
    public var isSecure = false

    public init() {}
}
