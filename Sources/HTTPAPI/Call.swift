import Hummingbird
import HTTPTypes
import Platform
import Telecom

/// One request on its way to a verb: who asks, of which brand, and with which checked parameters.
public struct Call: Sendable {
    public let platform: Platform
    public let operationID: String
    public let requestID: String
    /// Who proved to be asking; `nil` only on endpoints for anyone.
    public let principalIfAny: Principal?
    /// The caller's brand, or that of the host name for endpoints without a caller.
    public let brandID: BrandID
    private let client: InternetAddress?
    /// What the caller sent as `Idempotency-Key`, joined to who they are: unique over all callers, at most 64 characters.
    ///
    /// A repeated request is answered from memory and does not reach a handler, except when the node died between a verb's effect
    /// and the stored answer. A verb that moves money or hands something out therefore takes this key, keeps it under a unique
    /// index in its own transaction, and answers with what it finds there the second time.
    public let idempotencyKey: String?
    public let headers: HTTPFields
    let parameters: [(name: String, value: JSONValue)]
    private let added = Lock<HTTPFields>([:])

    init(
        platform: Platform, operationID: String, requestID: String, principal: Principal?, brandID: BrandID, client: InternetAddress?,
        idempotencyKey: String?, headers: HTTPFields, parameters: [(name: String, value: JSONValue)]
    ) {
        self.platform = platform
        self.operationID = operationID
        self.requestID = requestID
        principalIfAny = principal
        self.brandID = brandID
        self.client = client
        self.idempotencyKey = idempotencyKey
        self.headers = headers
        self.parameters = parameters
    }

    /// The client's address, by the rule for trusted proxies; `local` without a socket.
    public var clientAddress: String { client?.description ?? "local" }

    /// Who proved to be asking.
    /// - Throws: `unauthenticated` on an endpoint for anyone that nobody signed in to; never on others.
    public var principal: Principal {
        get throws {
            guard let principalIfAny else { throw PlatformError(.unauthenticated, code: "unauthenticated", "Sign in first.") }
            return principalIfAny
        }
    }

    public var accountID: AccountID {
        get throws { try principal.accountID }
    }

    /// An identifier from the path, of the type that is asked for.
    public func id<Noun: IdentifiedNoun>(_ name: String, of noun: Noun.Type = Noun.self) throws -> ID<Noun> {
        guard let text = text(name), let id = ID<Noun>(text) else {
            throw PlatformError(.notFound, code: "not_found", "There is no such thing.")
        }
        return id
    }

    /// A parameter of the path or query; `nil` when it was not given.
    public func text(_ name: String) -> String? {
        guard case .string(let text)? = parameter(name) else { return nil }
        return text
    }

    public func integer(_ name: String) -> Int64? {
        guard case .integer(let number)? = parameter(name) else { return nil }
        return number
    }

    public func flag(_ name: String) -> Bool? {
        guard case .boolean(let flag)? = parameter(name) else { return nil }
        return flag
    }

    /// The values of a parameter that may be repeated.
    public func texts(_ name: String) -> [String] {
        guard case .array(let values)? = parameter(name) else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// `limit` and `cursor`.
    /// - Throws: `invalid_cursor`.
    public var pageRequest: PageRequest {
        get throws { PageRequest(limit: Int(integer("limit") ?? 20), after: try text("cursor").map(Cursor.key)) }
    }

    public func cookie(_ name: String) -> String? { Cookies.value(of: name, in: headers) }

    /// Adds a header to the answer, whatever its kind.
    public func addHeader(_ name: HTTPField.Name, _ value: String) {
        added.withLock { $0.append(HTTPField(name: name, value: value)) }
    }

    var addedHeaders: HTTPFields { added.withLock { $0 } }

    private func parameter(_ name: String) -> JSONValue? { parameters.first { $0.name == name }?.value }
}

enum Cookies {
    /// The value of the first cookie of that name. Source: RFC 6265 §4.2.
    static func value(of name: String, in headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard let mark = pair.firstIndex(of: "="), pair[..<mark] == name else { continue }
                return String(pair[pair.index(after: mark)...])
            }
        }
        return nil
    }
}
