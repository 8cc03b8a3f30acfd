import Foundation
import HTTPAPI
import Telecom
import Testing

/// A subscriber who buys one pack of 10 GB after another. Each order has a key, each step is repeated until it is answered, and every
/// answer is remembered.
actor KilledShopper {
    struct Payment: Decodable {
        let id: String
        let state: String
    }
    private struct Order: Decodable { let id: String }

    private var person: Caller
    private let name: String
    private var order: String?
    /// The payments that were answered as succeeded, by order.
    private(set) var paid: [String: String] = [:]

    init(_ person: Caller, name: String) {
        self.person = person
        self.name = name
    }

    /// Works until the connection breaks.
    func work(at server: String, heard: @Sendable () -> Void) async {
        person.server = server
        while await step() { heard() }
    }

    /// Goes on until the order at hand is paid.
    func finish(at server: String) async {
        person.server = server
        let count = paid.count
        for _ in 0..<100 where paid.count == count { guard await step() else { return } }
    }

    /// - Returns: whether an answer came.
    private func step() async -> Bool {
        do {
            if let order { try await pay(order) } else { try await place() }
            return true
        } catch let failure as RunningGorse.Failure {
            Issue.record("\(failure)")
            return false
        } catch {
            return false
        }
    }

    /// Two copies are sent at once: one order may come of it.
    private func place() async throws {
        let body: JSONValue = ["items": [["service_id": "global_data_10gb"]], "currency": "USD"]
        let key = "\(name)-\(paid.count)"
        async let copy = person.post("/v1/orders", body, key: key)
        let answers = try await [person.post("/v1/orders", body, key: key), copy]
        for answer in answers where answer.status != 201 { #expect(answer.status == 503 || answer.code == "idempotency_in_progress") }
        let orders = try answers.filter { $0.status == 201 }.map { try $0.read(Order.self).id }
        #expect(Set(orders).count <= 1)
        order = orders.first
    }

    /// Two copies again: it may be charged once.
    private func pay(_ order: String) async throws {
        async let copy = person.post("/v1/orders/\(order)/payment", Caller.goodCard)
        let answers = try await [person.post("/v1/orders/\(order)/payment", Caller.goodCard), copy]
        let payments = try answers.filter { $0.status != 503 }.map { try $0.read(Payment.self) }
        #expect(Set(payments.map(\.id)).count <= 1)
        guard let payment = payments.first(where: { $0.state == "succeeded" }) else { return }
        paid[order] = payment.id
        self.order = nil
    }
}
