import Platform
import Store
import Subscribers
import Telecom
import TestKit

extension Platform {
    func orderTestLine(_ name: String, areaCode: String? = nil) async throws -> (LineID, Principal) {
        let now = time.now()
        let randomness = randomness
        return try await store.write { transaction in
            let account = try transaction.insertTestAccount(name)
            let line = try transaction.orderLine(
                account: account, brand: .dotm, order: OrderID("ord_" + name)!, preferredAreaCode: areaCode, at: now, ids: randomness)
            return (line, Principal(accountID: account, brandID: .dotm, role: .subscriber))
        }
    }

    /// The own network's word on a line; `nil` when it does not serve it.
    func subscriber(of line: LineID) async throws -> Subscriber? { try await store.read { try $0.subscriber(of: line) } }
}

let admin = Principal(accountID: AccountID("acc_admin")!, brandID: .dotm, role: .admin)

/// Passes calls on and then loses the first answers of each kind.
struct ForgetfulCarrier: Carrier {
    struct AnswerLost: Error {}

    let carrier: any Carrier
    let losses: Lock<[String: Int]>
    /// Runs before each call of `provision`.
    var beforeProvision: @Sendable () async throws -> Void = {}

    init(_ carrier: any Carrier, losing count: Int) {
        self.carrier = carrier
        losses = Lock(["provision": count, "suspend": count, "resume": count, "terminate": count])
    }

    func lose(_ call: String) throws {
        let isLost = losses.withLock { losses in
            losses[call]! -= 1
            return losses[call]! >= 0
        }
        if isLost { throw AnswerLost() }
    }

    func replenishSIMProfiles(of brand: BrandID) async throws -> Int { try await carrier.replenishSIMProfiles(of: brand) }
    func replenishPhoneNumbers(of brand: BrandID, areaCode: String?) async throws -> Int {
        try await carrier.replenishPhoneNumbers(of: brand, areaCode: areaCode)
    }
    func provision(_ line: CarrierLine) async throws -> ActivationCode {
        try await beforeProvision()
        let code = try await carrier.provision(line)
        try lose("provision")
        return code
    }
    func suspend(_ line: CarrierLine) async throws {
        try await carrier.suspend(line)
        try lose("suspend")
    }
    func resume(_ line: CarrierLine) async throws {
        try await carrier.resume(line)
        try lose("resume")
    }
    func terminate(_ line: CarrierLine) async throws {
        try await carrier.terminate(line)
        try lose("terminate")
    }
}
