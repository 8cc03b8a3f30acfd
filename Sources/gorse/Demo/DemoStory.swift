import HTTPAPI
import Platform
import Telecom

/// A subscriber's life, told with its numbers. Everything a person or a gateway does goes over HTTP; only making the operator an admin and
/// the checks at the end are the command line's own.
struct DemoStory {
    let platform: Platform
    let server: String
    let teller: DemoTeller
    /// Tells this run's people from those of earlier ones on the same database.
    let run: String

    private static let goodCard = "4242424242424242"
    private static let declinedCard = "4000000000000002"
    private static let tenGigabytes: Int64 = 10_000_000_000

    func live() async throws {
        teller.chapter("Ada joins")
        let ada = try await join("ada")
        try await expectRewards("10.33", of: ada, "10.33 DOTM for joining")
        let network = try await joinAsOperator()

        teller.chapter("She buys a membership and 10 GB")
        let first = try await order(["basic_membership", "global_data_10gb"], by: ada)
        teller.expect("the order is $44.00: membership $24.00 and 10 GB for $20.00", first.total.minorUnits == 4400)
        try await pay(first, Self.goodCard, by: ada)
        try await expectRewards("14.8752", of: ada, "4.5452 DOTM back, 10.33 % of the price: 14.8752 in all")

        teller.chapter("Her line comes up")
        let line = try await showLine(of: ada)

        teller.chapter("She travels and uses data")
        var session = DemoSession(client: network, line: line.id, name: "\(run);canada", country: "CA")
        try await session.use(4_000_000_000)
        teller.expect("4 GB used in Canada, and the session ends", try await left(of: ada) == 6_000_000_000)
        session = DemoSession(client: network, line: line.id, name: "\(run);mexico", country: "MX")
        try await session.useAll()
        teller.expect("the other 6 GB used in Mexico, to the last octet", session.used == 6_000_000_000)
        teller.expect("cut off at zero: credit_limit_reached", session.refusal == "credit_limit_reached")
        teller.expect("nothing is left", try await left(of: ada) == 0)

        teller.chapter("She tops up")
        let second = try await order(["global_data_10gb"], by: ada)
        let card: JSONValue = ["card": Self.card(Self.declinedCard)]
        let declined = try await ada.refusal("/v1/orders/\(second.id)/payment", card) == "card_declined"
        let leftNothing = try await left(of: ada) == 0
        teller.expect("a declined card is declined, and nothing is sold", declined && leftNothing)
        try await pay(second, Self.goodCard, by: ada)
        teller.expect("10 GB are there again", try await left(of: ada) == Self.tenGigabytes)
        try await session.use(1_000_000_000)
        teller.expect("the same session goes on: 1 GB used", try await left(of: ada) == 9_000_000_000)

        teller.chapter("She wants her money back for the top-up")
        let refund = try await network.post(
            "/v1/admin/orders/\(second.id)/refunds", ["reason": "Going home early"], as: DemoAnswers.Refund.self)
        teller.expect("$20.00 go back to the card", refund.amount.minorUnits == 2000)
        try await until("the refund is settled") { try await self.state(of: second, ada) == "refunded" }
        teller.expect("the 9 GB that were not used are taken back", try await left(of: ada) == 0)
        try await expectRewards("14.8752", of: ada, "and the 2.066 DOTM of that purchase: 14.8752 stay")

        teller.chapter("The books")
        let balances = try await network.get("/v1/admin/ledger/balances", as: DemoAnswers.Balances.self)
        for account in balances.money where account.balance.minorUnits != 0 {
            let balance = Money(minorUnits: account.balance.minorUnits, currency: .usd).decimal
            teller.tell(account.account.padding(to: 28) + String(repeating: " ", count: max(0, 10 - balance.count)) + balance)
        }
        teller.expect("sum to zero", balances.money.reduce(0) { $0 + $1.balance.minorUnits } == 0)
    }

    // MARK: What Ada does

    private func join(_ name: String) async throws -> DemoClient {
        var client = DemoClient(server: server)
        let email = "\(name)-\(run)@example.com"
        let signedIn = try await client.post(
            "/identitytoolkit.googleapis.com/v1/accounts:signUp",
            ["email": .string(email), "password": .string("a long walk in \(run)"), "returnSecureToken": true],
            as: DemoAnswers.SignedIn.self)
        client.bearer = signedIn.idToken
        let me = try await client.get("/v1/me", as: DemoAnswers.Me.self)
        teller.tell("\(email) is \(me.id)")
        return client
    }

    private func order(_ services: [String], by client: DemoClient) async throws -> DemoAnswers.Order {
        let items = JSONValue.array(services.map { ["service_id": .string($0)] })
        return try await client.post("/v1/orders", ["items": items, "currency": "USD"])
    }

    private func pay(_ order: DemoAnswers.Order, _ number: String, by client: DemoClient) async throws {
        let payment = try await client.post(
            "/v1/orders/\(order.id)/payment", ["card": Self.card(number)], as: DemoAnswers.Payment.self)
        teller.expect("test card ending \(number.suffix(4)): \(payment.state)", payment.state == "succeeded")
        try await until("the order is fulfilled") { try await self.state(of: order, client) == "fulfilled" }
    }

    private static func card(_ number: String) -> JSONValue {
        ["number": .string(number), "expiry_month": 12, "expiry_year": 2099, "cvc": "123"]
    }

    private func showLine(of client: DemoClient) async throws -> DemoAnswers.Line {
        try await until("the line is active") { try await self.line(of: client)?.state == "active" }
        guard let line = try await line(of: client), let number = line.number, let code = line.activationCode else {
            throw DemoFailure(what: "the line has no number or no activation code")
        }
        teller.expect("\(line.id) is active", line.state == "active")
        teller.tell("number           \(number)")
        teller.tell("SIM profile      \(line.iccid ?? "none")")
        teller.tell("activation code  \(code)")
        if let qr = QRCode(code) { print("\n" + qr.terminalText + "\n") }
        return line
    }

    // MARK: What is so

    private func expectRewards(_ balance: String, of client: DemoClient, _ text: String) async throws {
        let rewards = try await client.get("/v1/rewards", as: DemoAnswers.Rewards.self)
        teller.expect(text, rewards.balance == balance)
    }

    private func line(of client: DemoClient) async throws -> DemoAnswers.Line? {
        try await client.get("/v1/lines", as: DemoAnswers.List<DemoAnswers.Line>.self).data.first
    }

    private func left(of client: DemoClient) async throws -> Int64 {
        let buckets = try await client.get("/v1/buckets", as: DemoAnswers.List<DemoAnswers.Bucket>.self).data
        return buckets.reduce(0) { $0 + ($1.availableUnits ?? 0) }
    }

    private func state(of order: DemoAnswers.Order, _ client: DemoClient) async throws -> String {
        try await client.get("/v1/orders/\(order.id)", as: DemoAnswers.OrderDetails.self).order.state
    }

    private func joinAsOperator() async throws -> DemoClient {
        let client = try await join("operator")
        let me = try await client.get("/v1/me", as: DemoAnswers.Me.self)
        _ = try await platform.grantAdmin(account: me.id)
        return client
    }

    /// Jobs run beside us: looks again until it is so, for ten seconds at most.
    private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw DemoFailure(what: "\(what): not within ten seconds")
    }
}

/// The story cannot go on.
struct DemoFailure: Error {
    let what: String
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
