import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import Platform
import Store
import Telecom

/// The door: finds the endpoint, proves who asks, checks what is asked, calls the handler, writes the answer. Every endpoint goes through
/// the same steps in the same order, and every refusal leaves through the same gate.
public struct APIRouter: HTTPResponder {
    public typealias Context = APIContext

    private let platform: Platform
    private let endpoints: [Endpoint]
    private let table: RouteTable
    private let brands: BrandDirectory
    private let authenticate: Authenticator
    private let checksOutput: Bool

    /// - Parameters:
    ///   - endpoints: `Routes.all`, and the pages of WebUI.
    ///   - checksOutput: compare each JSON answer with its schema, as tests do.
    public init(platform: Platform, endpoints: [Endpoint] = Routes.all, authenticate: @escaping Authenticator, checksOutput: Bool = false) {
        self.platform = platform
        self.endpoints = endpoints
        self.authenticate = authenticate
        self.checksOutput = checksOutput
        table = RouteTable(endpoints)
        brands = BrandDirectory(platform)
    }

    public func respond(to request: Request, context: APIContext) async throws -> Response {
        let requestID = RequestID.of(request.headers, platform.randomness)
        var endpoint: Endpoint?
        var content: Content
        do {
            content = try await answer(request, context, requestID, &endpoint)
        } catch {
            content = refusal(error, requestID, endpoint?.errorFormat ?? .standard)
        }
        content.headers[.requestID] = requestID
        SecurityHeaders.add(to: &content.headers)
        return response(content, to: request)
    }

    private func answer(_ request: Request, _ context: APIContext, _ requestID: String, _ found: inout Endpoint?) async throws -> Content {
        let target = request.head.path ?? "/"
        let path = target.prefix { $0 != "?" }
        let query = path.endIndex == target.endIndex ? nil : target[target.index(after: path.endIndex)...]
        let (endpoint, values) = try find(request.method, path)
        found = endpoint
        let principal = try await principal(of: request, endpoint)
        try endpoint.access.check(principal)
        let parameters = try RequestReading.parameters(of: endpoint, pathValues: values, query: query)
        let (body, _) = try await RequestReading.body(of: endpoint, request)
        let brandID: BrandID
        if let principal { brandID = principal.brandID } else { brandID = try await brands.brand(of: request.head.authority) }
        let call = Call(
            platform: platform, operationID: endpoint.operationID, requestID: requestID, principal: principal, brandID: brandID,
            clientAddress: context.peerAddress?.ipAddress ?? "local", idempotencyKey: nil, headers: request.headers, log: platform.log,
            parameters: parameters)
        var content = try await endpoint.handle(call, body)
        content.headers.append(contentsOf: call.addedHeaders)
        if checksOutput { try check(content, against: endpoint) }
        return content
    }

    private func find(_ method: HTTPRequest.Method, _ path: Substring) throws -> (Endpoint, [String]) {
        switch table.match(method == .head ? .get : method, path) {
        case .endpoint(let index, let values): return (endpoints[index], values)
        case .none: throw Refusal(.notFound, type: "not_found", code: "no_such_path", "There is nothing at this path.")
        case .otherMethods(let methods):
            var names = Set(methods.map(\.rawValue)).union(["OPTIONS"])
            if names.contains("GET") { names.insert("HEAD") }
            var refusal = Refusal(
                method == .options ? .noContent : .methodNotAllowed, code: "method_not_allowed", "This path does not take this method.")
            refusal.headers[.allow] = names.sorted().joined(separator: ", ")
            throw refusal
        }
    }

    private func principal(of request: Request, _ endpoint: Endpoint) async throws -> Principal? {
        guard let credential = try Credential.of(request.headers) else { return nil }
        let brandID = try await brands.brand(of: request.head.authority)
        if let principal = try await authenticate(credential, brandID) { return principal }
        // A browser keeps an old cookie; on open pages it is as good as none.
        if case .session = credential, endpoint.access.rule == .anyone { return nil }
        throw Credential.invalid("The proof of identity is unknown, expired or revoked.")
    }

    private func refusal(_ error: any Error, _ requestID: String, _ format: ErrorFormat) -> Content {
        let refusal = Refusal(error)
        if refusal.status.code >= 500 {
            platform.log.error("request failed", metadata: ["request_id": "\(requestID)", "error": "\(refusal.detail ?? refusal.code)"])
        }
        guard refusal.status != .noContent else {
            var content = Content(status: .noContent)
            content.headers.append(contentsOf: refusal.headers)
            return content
        }
        var content = Content(json: format.body(refusal, requestID), status: refusal.status)
        content.headers.append(contentsOf: refusal.headers)
        return content
    }

    private func response(_ content: Content, to request: Request) -> Response {
        var headers = content.headers
        if let etag = content.etag, content.status == .ok, request.method == .get || request.method == .head,
            ETag.matches(request.headers[.ifNoneMatch], etag)
        {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        guard content.status != .noContent else { return Response(status: .noContent, headers: headers) }
        headers[.contentLength] = String(content.body.readableBytes)
        return Response(status: content.status, headers: headers, body: request.method == .head ? .init() : .init(byteBuffer: content.body))
    }

    private func check(_ content: Content, against endpoint: Endpoint) throws {
        guard let schema = endpoint.output.schema, content.status == endpoint.output.status else { return }
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
            let candidate = candidate.drop { $0 == " " }
            return candidate == "*" || candidate == etag || candidate.dropFirst(2) == etag[...] && candidate.hasPrefix("W/")
        }
    }
}
