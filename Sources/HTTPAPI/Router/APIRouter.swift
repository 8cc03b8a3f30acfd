import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Platform
import Telecom

/// The door: finds the endpoint, proves who asks, counts them, checks what is asked, calls the handler, writes the answer. Every endpoint
/// goes through the same steps in the same order, and every refusal leaves through the same gate.
public struct APIRouter: HTTPResponder {
    public typealias Context = APIContext
    /// Shows a refusal to a person.
    public typealias RefusalPage = @Sendable (_ refusal: Refusal, _ request: RefusedRequest) -> Content

    let platform: Platform
    let configuration: DoorConfiguration
    private let routes: [Route]
    private let table: RouteTable
    let brands: BrandDirectory
    let authenticate: Authenticator
    private let refusalPage: RefusalPage?
    let limiter = RateLimiter()
    private let requestIDs: RequestIDs
    private let deadlines: Deadlines
    private let leftClaims = LeftClaims()
    private let late: Counter
    private let checksOutput: Bool

    private final class Route: Sendable {
        let endpoint: Endpoint
        let durations: Histogram
        /// By the hundreds of the status, from 2xx to 5xx.
        let answers: [Counter]

        init(_ endpoint: Endpoint, _ metrics: Metrics) {
            self.endpoint = endpoint
            durations = metrics.durations("gorse_http_request_seconds", "How long answers take, by noun.", ["noun": endpoint.tag])
            answers = (2...5).map {
                metrics.counter("gorse_http_requests_total", "Requests answered.", ["noun": endpoint.tag, "status": "\($0)xx"])
            }
        }
    }

    /// - Parameters:
    ///   - endpoints: `Routes.all`, and the pages of the web interface.
    ///   - refusalPage: for endpoints that are pages, and for browsers that go astray; without it refusals are JSON.
    ///   - checksOutput: compare each JSON answer with its schema, as tests do.
    public init(
        platform: Platform, endpoints: [Endpoint] = Routes.all, configuration: DoorConfiguration = DoorConfiguration(),
        authenticate: Authenticator? = nil, refusalPage: RefusalPage? = nil, checksOutput: Bool = false
    ) {
        self.platform = platform
        self.configuration = configuration
        self.authenticate = authenticate ?? platform.authenticator
        self.refusalPage = refusalPage
        self.checksOutput = checksOutput
        routes = endpoints.map { Route($0, platform.metrics) }
        table = RouteTable(endpoints)
        deadlines = Deadlines(interval: min(.seconds(1), configuration.requestTimeLimit / 4))
        late = platform.metrics.counter("gorse_http_requests_late_total", "Requests whose answer was not ready in time.")
        brands = BrandDirectory(platform)
        requestIDs = RequestIDs(platform.randomness)
    }

    public func respond(to request: Request, context: APIContext) async throws -> Response {
        let started = ContinuousClock.now
        var visit = Visit(
            requestID: requestIDs.id(for: request.headers), target: request.head.path ?? "/",
            client: InternetAddress.client(
                peer: context.peerAddress.flatMap { InternetAddress($0) }, forwardedFor: request.headers[values: .forwardedFor],
                trusted: configuration.trustedProxies))
        var content: Content
        do {
            content = try await answer(request, &visit)
        } catch {
            if visit.route == nil, isForPeople(visit, request.headers) { await meet(request, &visit, after: error) }
            content = written(error, visit, request.headers)
        }
        if !visit.hasReadBody, RequestReading.isLong(request) {
            // The server reads on to the end of the body before the next request; nobody has to send it for that.
            content.headers[.connection] = "close"
            context.closeSoon()
        }
        content.headers.append(HTTPField(name: .requestID, value: visit.requestID))
        if let verdict = visit.verdict { verdict.write(to: &content.headers) }
        SecurityHeaders.add(to: &content.headers, isSecure: configuration.isSecure)
        content.pack(for: request.headers)
        if content.events == nil, content.status != .noContent {
            content.headers.append(HTTPField(name: .contentLength, value: String(content.body.readableBytes)))
        }
        let response = response(content, to: request)
        record(request, visit, response.status, ContinuousClock.now - started)
        return response
    }

    private func answer(_ request: Request, _ visit: inout Visit) async throws -> Content {
        let path = visit.path
        let query = path.endIndex == visit.target.endIndex ? nil : visit.target[visit.target.utf8.index(after: path.endIndex)...]
        let values = try find(request.method, path, &visit)
        let endpoint = routes[visit.route!].endpoint
        try await admit(request, to: endpoint, &visit)
        let parameters = try RequestReading.parameters(of: endpoint, pathValues: values, query: query)
        let (body, bytes) = try await RequestReading.body(of: endpoint, request, timeLimit: configuration.bodyTimeLimit)
        visit.hasReadBody = true
        let brandID: BrandID
        if let known = visit.principal?.brandID ?? brands.known(request.head.authority) {
            brandID = known
        } else {
            brandID = try await brands.read(request.head.authority)
        }
        visit.brandID = brandID
        let key =
            endpoint.isIdempotent
            ? try IdempotencyKey(request, caller: "\(brandID) \(visit.principal?.accountID.text ?? visit.clientText)", body: bytes) : nil
        let call = Call(
            platform: platform, operationID: endpoint.operationID, requestID: visit.requestID, principal: visit.principal, brandID: brandID,
            client: visit.client, idempotencyKey: key?.id, headers: request.headers, parameters: parameters)
        // What anyone may read is in memory, or comes from the store within the store's own limits: it is spared the cost.
        if endpoint.method == .get, endpoint.access.rule == .anyone { return try await act(endpoint, call, body) }
        do {
            return try await deadlines.run(within: configuration.requestTimeLimit) { [visit] in
                guard let key else { return try await act(endpoint, call, body) }
                return try await ActOnce(platform: platform, leftClaims: leftClaims).answer(key) {
                    written($0, visit, call.headers)
                } act: {
                    try await act(endpoint, call, body)
                }
            }
        } catch is Deadlines.Late {
            late.increment()
            throw Refusal.tooSlow(configuration.requestTimeLimit)
        }
    }

    private func find(_ method: HTTPRequest.Method, _ path: Substring, _ visit: inout Visit) throws -> [String?] {
        switch table.match(method == .head ? .get : method, path) {
        case .endpoint(let index, let values):
            visit.route = index
            return values
        case .none:
            try count(nil, &visit)
            throw Refusal(.notFound, type: "not_found", code: "no_such_path", "There is nothing at this path.")
        case .otherMethods(let methods):
            try count(nil, &visit)
            var names = Set(methods.map(\.rawValue)).union(["OPTIONS"])
            if names.contains("GET") { names.insert("HEAD") }
            var refusal = Refusal(
                method == .options ? .noContent : .methodNotAllowed, code: "method_not_allowed", "This path does not take this method.")
            refusal.headers[.allow] = names.sorted().joined(separator: ", ")
            throw refusal
        }
    }

    private func act(_ endpoint: Endpoint, _ call: Call, _ body: JSONValue) async throws -> Content {
        var content = try await endpoint.handle(call, body)
        content.headers.append(contentsOf: call.addedHeaders)
        if checksOutput { try endpoint.check(content) }
        return content
    }

    private func written(_ error: any Error, _ visit: Visit, _ headers: HTTPFields) -> Content {
        let refusal = Refusal(error)
        if refusal.status.code >= 500 {
            platform.log.error(
                "request failed", metadata: ["request_id": "\(visit.requestID)", "error": "\(refusal.detail ?? refusal.code)"])
        }
        let endpoint = visit.route.map { routes[$0].endpoint }
        var content: Content
        if refusal.status == .noContent {
            content = Content(status: .noContent)
        } else if let refusalPage, isForPeople(visit, headers) {
            content = refusalPage(
                refusal,
                RefusedRequest(
                    id: visit.requestID, target: visit.target, principal: visit.principal,
                    brandID: visit.principal?.brandID ?? visit.brandID, headers: headers))
        } else {
            let format = endpoint?.errorFormat ?? .standard
            content = Content(json: format.body(refusal, visit.requestID), status: refusal.status)
            content.headers[.contentType] = format.mediaType
        }
        content.headers.append(contentsOf: refusal.headers)
        return content
    }

    /// Whether a refusal is shown as a page: on pages, and to browsers that go astray.
    private func isForPeople(_ visit: Visit, _ headers: HTTPFields) -> Bool {
        visit.route.map { routes[$0].endpoint.surface.isForPeople } ?? (headers[.accept]?.contains("text/html") == true)
    }

    /// Learns who went astray, so that a missing page looks like every other one to them. Who asks too often is not looked up.
    private func meet(_ request: Request, _ visit: inout Visit, after error: any Error) async {
        guard refusalPage != nil, (error as? Refusal)?.status != .tooManyRequests else { return }
        visit.brandID = try? await brands.brand(of: request.head.authority)
        guard let brandID = visit.brandID, case .session(let secret)? = try? Credential.of(request.headers) else { return }
        visit.principal = try? await authenticate(.session(secret), brandID)
    }

    private func response(_ content: Content, to request: Request) -> Response {
        if let etag = content.etag, content.status == .ok, request.method == .get || request.method == .head,
            ETag.matches(request.headers[.ifNoneMatch], etag)
        {
            var headers = content.headers
            headers[.contentType] = nil
            headers[.contentLength] = nil
            headers[.contentEncoding] = nil
            return Response(status: .notModified, headers: headers)
        }
        let body: ResponseBody
        if request.method == .head || content.status == .noContent {
            body = .init()
        } else if let events = content.events {
            body = .init(asyncSequence: events)
        } else {
            body = .init(byteBuffer: content.body)
        }
        return Response(status: content.status, headers: content.headers, body: body)
    }

    /// One line for each request, without its query, which may carry what is nobody else's business.
    private func record(_ request: Request, _ visit: Visit, _ status: HTTPResponse.Status, _ duration: Duration) {
        let route = visit.route.map { routes[$0] }
        route?.durations.observe(duration)
        route?.answers[min(max(status.code / 100, 2), 5) - 2].increment()
        if case .probe? = route?.endpoint.surface { return }
        platform.log.info(
            "request",
            metadata: [
                "request_id": "\(visit.requestID)", "method": "\(request.method.rawValue)",
                "path": "\(visit.path.prefix(200))", "operation": "\(route?.endpoint.operationID ?? "none")",
                "status": "\(status.code)",
                "microseconds": "\(duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000)",
                "account": "\(visit.principal?.accountID.text ?? "none")", "client": "\(visit.clientText)",
            ])
    }
}

/// What a page that shows a refusal may know of the request.
public struct RefusedRequest: Sendable {
    public let id: String
    /// The path and query that were asked for.
    public let target: String
    /// Who proved to be asking, if it came so far.
    public let principal: Principal?
    /// Whose page it is, if it came so far.
    public let brandID: BrandID?
    public let headers: HTTPFields

    public func cookie(_ name: String) -> String? { Cookies.value(of: name, in: headers) }
}

/// What is learned of a request on its way.
struct Visit: Sendable {
    let requestID: String
    let target: String
    /// `nil` in tests without a socket.
    let client: InternetAddress?
    var route: Int?
    var hasReadBody = false
    var principal: Principal?
    var brandID: BrandID?
    var verdict: RateLimiter.Verdict?

    var clientText: String { client?.description ?? "local" }

    /// The target without its query.
    var path: Substring { target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)] }
}

extension Endpoint {
    func check(_ content: Content) throws {
        guard let schema = output.schema, content.status == output.status else { return }
        do {
            try schema.check(JSONParser.parse(Array(content.body.readableBytesView)))
        } catch {
            throw Refusal(
                .internalServerError, type: "internal", code: "answer_off_schema", "The answer does not fit its schema.", detail: "\(error)"
            )
        }
    }
}

enum ETag {
    /// Weak comparison of `If-None-Match`. Source: RFC 9110 §13.1.2.
    static func matches(_ header: String?, _ etag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }.prefix { $0 != " " }
            return candidate == "*" || candidate == etag || (candidate.hasPrefix("W/") && candidate.dropFirst(2) == etag)
        }
    }
}
