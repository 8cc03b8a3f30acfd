import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct RouteTableTests {
    private static func endpoint(_ method: HTTPRequest.Method, _ path: String) -> Endpoint {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        return Endpoint(
            method, path, path, tag: "T", "", access: .anyone, parameters: names.map { .path($0, .text(1...50), "") }, produces: []
        ) { _ in Content(status: .noContent) }
    }

    private let table = RouteTable([
        endpoint(.get, "/"), endpoint(.get, "/v1/orders"), endpoint(.post, "/v1/orders"), endpoint(.get, "/v1/orders/{id}"),
        endpoint(.get, "/v1/orders/latest"), endpoint(.post, "/v1/orders/{id}/refunds"), endpoint(.post, "/v1/accounts:signUp"),
    ])

    private func answer(_ method: HTTPRequest.Method, _ path: String) -> String {
        switch table.match(method, path) {
        case .endpoint(let index, let values): "\(index)\(values.map { $0 ?? "?" })"
        case .otherMethods(let methods): "other \(methods.map(\.rawValue).sorted())"
        case .none: "none"
        }
    }

    @Test func `literal segments go before parameters`() {
        #expect(answer(.get, "/") == "0[]")
        #expect(answer(.get, "/v1/orders") == "1[]")
        #expect(answer(.get, "/v1/orders/ord_1") == "3[\"ord_1\"]")
        #expect(answer(.get, "/v1/orders/latest") == "4[]")
        #expect(answer(.post, "/v1/orders/latest/refunds") == "5[\"latest\"]")
        #expect(answer(.post, "/v1/accounts:signUp") == "6[]")
    }

    @Test func `a known path under another method says which it takes`() {
        #expect(answer(.delete, "/v1/orders") == "other [\"GET\", \"POST\"]")
        #expect(answer(.delete, "/v1/orders/latest") == "other [\"GET\", \"GET\"]")
    }

    @Test(arguments: [
        "", "v1/orders", "/v1/orders/", "//v1/orders", "/V1/orders", "/v1//orders", "/v1/orders/..", "/v1/orders/%2e%2e", "/v1/./orders",
        "/v1/nothing", "/v1/%ff", "/v1/orders%00",
        "/v1/orders/" + String(repeating: "a", count: 9000),
    ])
    func `other spellings of a path are other paths`(path: String) {
        #expect(answer(.get, path) == "none")
    }

    @Test(arguments: ["%", "%zz", "%ff", "a%00", "a%0a"])
    func `a segment that is no text is still a segment`(segment: String) {
        #expect(answer(.get, "/v1/orders/\(segment)") == "3[\"?\"]")
    }

    @Test func `an encoded slash stays inside its segment`() {
        #expect(answer(.get, "/v1/orders/a%2f..%2fb") == "3[\"a/../b\"]")
    }
}
