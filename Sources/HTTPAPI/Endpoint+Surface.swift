extension Endpoint {
    /// What an endpoint is for, beyond its access rule.
    enum Surface: Sendable {
        /// In the document; counted against the caller's limit.
        case api
        /// For people in browsers: not in the document, refusals are pages, a limit of its own.
        case page
        /// For machines that watch the service: not in the document, no limit, no line in the access log.
        case probe

        var isForPeople: Bool {
            if case .page = self { true } else { false }
        }
    }

    /// The same endpoint as a page of the web interface.
    public func asPage() -> Endpoint { on(.page) }

    /// The same endpoint for probes such as `/healthz`.
    public func asProbe() -> Endpoint { on(.probe) }

    private func on(_ surface: Surface) -> Endpoint {
        var endpoint = self
        endpoint.surface = surface
        return endpoint
    }
}
