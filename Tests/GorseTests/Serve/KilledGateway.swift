import Foundation
import HTTPAPI
import Telecom
import Testing

/// The packet gateway of one line. It sends each request until it is answered, uses no more than it was granted, and remembers every answer.
actor KilledGateway {
    private struct Usage: Decodable {
        struct Item: Decodable { let grantedUnits: Int64? }
        let items: [Item]
    }

    let line: String
    private let chance: Randomness
    private var session = 0
    private var number: Int64 = 0
    private var granted: Int64 = 0
    private var pending: (request: JSONValue, used: Int64, isLast: Bool)?
    private var answered: [(request: JSONValue, answer: Data)] = []
    /// Octets that it reported and was answered for.
    private(set) var reported: Int64 = 0

    init(line: String, chance: Randomness) {
        self.line = line
        self.chance = chance
    }

    /// Works until the connection breaks.
    func work(_ network: Caller, heard: @Sendable () -> Void) async {
        while await send(network) { heard() }
    }

    /// Sends what is unanswered and ends the session.
    func finish(_ network: Caller) async {
        while pending != nil || number > 0 {
            if pending == nil { compose(isLast: true) }
            guard await send(network) else { return }
        }
    }

    /// Asks again for everything that was ever answered. - Returns: how many answers there were.
    func repeatAll(_ network: Caller) async throws -> Int {
        for (request, answer) in answered {
            let again = try await network.post("/v1/network/usage", request)
            #expect(again.status == 200 && again.body == answer, "\(again.code ?? "another answer") to \(request)")
        }
        return answered.count
    }

    /// - Returns: whether an answer came.
    private func send(_ network: Caller) async -> Bool {
        if pending == nil { compose(isLast: chance.number(below: 6) == 0 && number > 0) }
        guard let (request, used, isLast) = pending else { return false }
        do {
            // Now and then two copies are on their way at once.
            async let copy = chance.number(below: 5) == 0 ? network.post("/v1/network/usage", request) : nil
            let answer = try await network.post("/v1/network/usage", request)
            if let copy = try await copy { #expect(copy.status != 200 || copy.body == answer.body) }
            if answer.status == 503 { return true }
            #expect(answer.status == 200, "\(answer.code ?? "\(answer.status)")")
            granted = try answer.read(Usage.self).items.first?.grantedUnits ?? 0
            answered.append((request, answer.body))
            reported += used
            number = isLast ? 0 : number + 1
            session += isLast ? 1 : 0
            pending = nil
            return true
        } catch let failure as RunningGorse.Failure {
            Issue.record("\(failure)")
            return false
        } catch {
            return false
        }
    }

    private func compose(isLast: Bool) {
        let used = number == 0 ? 0 : Int64(chance.number(below: UInt64(granted) + 1))
        var item: [JSONValue.Member] = [.init("rating_group", 1)]
        if !isLast { item.append(.init("requested_units", .integer(Int64(chance.number(below: 5_000_000)) + 1))) }
        if used > 0 { item.append(.init("used_units", ["input": .integer(used / 3), "output": .integer(used - used / 3)])) }
        let request: JSONValue = [
            "session_id": .string("\(line);\(session)"), "request_number": .integer(number),
            "kind": .string(number == 0 ? "initial" : isLast ? "termination" : "update"), "line_id": .string(line),
            "items": [.object(item)], "apn": "internet", "country": "CA",
        ]
        pending = (request, used, isLast)
    }
}
