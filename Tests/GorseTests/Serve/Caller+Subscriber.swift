import Foundation
import HTTPAPI

extension Caller {
    private struct SignedIn: Decodable { let idToken: String }
    private struct Thing: Decodable { let id: String }
    private struct Line: Decodable {
        let id: String
        let state: String
    }
    private struct List<Element: Decodable>: Decodable { let data: [Element] }

    static let goodCard: JSONValue = ["card": ["number": "4242424242424242", "expiry_month": 12, "expiry_year": 2099, "cvc": "123"]]

    /// Signs up at the local identity provider. - Returns: the new person as a caller.
    func join(_ name: String) async throws -> Caller {
        var person = self
        person.bearer = nil
        let path = "/identitytoolkit.googleapis.com/v1/accounts:signUp"
        let body: JSONValue = ["email": .string("\(name)@example.com"), "password": "a long walk", "returnSecureToken": true]
        person.bearer = try await person.post(path, body).read(SignedIn.self).idToken
        return person
    }

    func accountID() async throws -> String { try await get("/v1/me").read(Thing.self).id }

    /// Orders a service and pays it. - Returns: the order's id.
    @discardableResult
    func buy(_ service: String) async throws -> String {
        let order: Thing = try await post("/v1/orders", ["items": [["service_id": .string(service)]], "currency": "USD"]).read()
        let payment = try await post("/v1/orders/\(order.id)/payment", Self.goodCard)
        guard payment.status == 200 else { throw RunningGorse.Failure(description: payment.code ?? "not paid") }
        return order.id
    }

    /// A membership, and the line that comes of it once it is active. - Returns: the line's id.
    func buyLine() async throws -> String {
        try await buy("basic_membership")
        for _ in 0..<2000 {
            let lines: List<Line> = try await get("/v1/lines").read()
            if let line = lines.data.first, line.state == "active" { return line.id }
        }
        throw RunningGorse.Failure(description: "the line did not become active")
    }
}
