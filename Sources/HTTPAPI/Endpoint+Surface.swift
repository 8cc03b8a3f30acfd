import Telecom

extension Endpoint {
    /// What an endpoint is for, beyond its access rule.
    enum Surface: Sendable {
        /// In the document; counted against the caller's limit.
        case api
        /// For gateways that charge and ask: in the document, a limit of its own that is far beyond what a person may ask.
        case network
        /// For people in browsers: not in the document, refusals are pages, a limit of its own.
        case page
        /// For machines that watch the service: not in the document, no limit, no line in the access log.
        case probe

        var isForPeople: Bool {
            if case .page = self { true } else { false }
        }
    }

    /// The cookie in which a browser's script tells its time zone.
    public static let zoneCookie = "gorse_zone"

    /// The same endpoint as a page of the web interface, with times in the zone of its reader where the browser has told it.
    public func asPage() -> Endpoint {
        var page = on(.page)
        page.handle = { [handle] call, body in
            let zone = call.cookie(Self.zoneCookie).flatMap(ReaderZone.named)
            return try await ReaderZone.$current.withValue(zone) { try await handle(call, body) }
        }
        return page
    }

    /// The same endpoint for gateways of the network.
    public func forNetwork() -> Endpoint { on(.network) }

    /// The same endpoint for probes such as `/healthz`.
    public func asProbe() -> Endpoint { on(.probe) }

    private func on(_ surface: Surface) -> Endpoint {
        var endpoint = self
        endpoint.surface = surface
        return endpoint
    }
}
