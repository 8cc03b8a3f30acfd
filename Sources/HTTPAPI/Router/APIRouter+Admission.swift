import HTTPTypes
import Hummingbird
import Platform
import Telecom

extension APIRouter {
    /// Proves who asks, counts them against their limit, and holds the endpoint's access rule against them.
    /// What is found of them is in `visit`; its principal is `nil` for nobody, on an endpoint for anyone.
    func admit(_ request: Request, to endpoint: Endpoint, _ visit: inout Visit) async throws {
        if case .probe = endpoint.surface { return }
        do {
            if let credential = try Credential.of(request.headers) {
                visit.principal = try await principal(of: request, endpoint, credential)
            }
        } catch {
            // Who guesses at tokens is counted as nobody.
            try count(endpoint, &visit)
            throw error
        }
        try count(endpoint, &visit)
        try endpoint.access.check(visit.principal)
    }

    /// - Throws: `rate_limited`.
    func count(_ endpoint: Endpoint?, _ visit: inout Visit) throws {
        let client = visit.client?.client ?? 0
        let (caller, limit): (RateLimiter.Caller, Int)
        if let principal = visit.principal, case .network? = endpoint?.surface {
            (caller, limit) = (.gateway(principal.accountID), configuration.networkRequestsPerMinute)
        } else if let principal = visit.principal {
            (caller, limit) = (.account(principal.accountID), configuration.accountRequestsPerMinute)
        } else if case .page? = endpoint?.surface {
            (caller, limit) = (.pages(client), configuration.pageRequestsPerMinute)
        } else {
            (caller, limit) = (.client(client), configuration.publicRequestsPerMinute)
        }
        let verdict = limiter.take(caller, limit: limit, at: platform.time.now())
        visit.verdict = verdict
        guard !verdict.isAllowed else { return }
        var refusal = Refusal(
            .tooManyRequests, type: "rate_limited", code: "rate_limited", "At most \(limit) requests a minute. Ask again later.")
        refusal.headers[.retryAfter] = String(verdict.resetSeconds)
        throw refusal
    }

    private func principal(of request: Request, _ endpoint: Endpoint, _ credential: Credential) async throws -> Principal? {
        let brandID = try await brands.brand(of: request.head.authority)
        do {
            if let principal = try await authenticate(credential, brandID) {
                if case .session = credential { try refuseOtherSites(request) }
                return principal
            }
        } catch let error as PlatformError where error.kind == .unauthenticated {
            guard case .session = credential, endpoint.access.rule == .anyone else { throw error }
            // A browser keeps an old cookie; on open pages it is as good as none.
            return nil
        }
        throw Credential.invalid("The proof of identity is unknown, expired or revoked.")
    }

    /// A cookie comes along with requests that other sites make a browser send. What changes something must come from our own pages.
    private func refuseOtherSites(_ request: Request) throws {
        guard request.method != .get, request.method != .head else { return }
        // Browsers that say where a request comes from say it surely; an Origin may be hidden as `null` even among own pages.
        let origin = request.headers[.origin]?.split(separator: "/").last.map(String.init)
        let isOwn = request.headers[.fetchSite].map { $0 == "same-origin" } ?? (origin != nil && origin == request.head.authority)
        guard isOwn else {
            throw PlatformError(.forbidden, code: "cross_site_request", "This request did not come from a page of this site.")
        }
    }
}

extension Platform {
    /// Proofs as the platform's own verbs check them.
    var authenticator: Authenticator {
        { credential, brandID in
            switch credential {
            case .bearer(let token), .apiKey(let token): try await authenticate(bearer: token, brand: brandID)
            case .session(let secret): try await authenticate(sessionSecret: secret)
            }
        }
    }
}

extension RateLimiter.Verdict {
    /// Source: draft-ietf-httpapi-ratelimit-headers-06.
    func write(to headers: inout HTTPFields) {
        headers.append(HTTPField(name: .rateLimit, value: String(limit)))
        headers.append(HTTPField(name: .rateLimitRemaining, value: String(remaining)))
        headers.append(HTTPField(name: .rateLimitReset, value: String(resetSeconds)))
    }
}

extension HTTPField.Name {
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let rateLimit = HTTPField.Name("RateLimit-Limit")!
    static let rateLimitRemaining = HTTPField.Name("RateLimit-Remaining")!
    static let rateLimitReset = HTTPField.Name("RateLimit-Reset")!
}
