import Billing
import Platform
import Telecom

/// The test numbers by what they do.
public enum TestCardNumber: String, CaseIterable, Sendable {
    case succeeds = "4242424242424242"
    case declined = "4000000000000002"
    case insufficientFunds = "4000000000009995"
    case authenticateOnce = "4000002500003155"
    case authenticateAlways = "4000002760003184"
    case disputed = "4000000000000259"
}

extension Platform {
    /// A card of a test number that is good for years.
    public func testCard(_ number: TestCardNumber = .succeeds) -> Card {
        try! Card(number: number.rawValue, expiryYear: 2060, expiryMonth: 12, cvc: "123", at: time.now())
    }

    /// Orders, pays and delivers, and does every job that is due.
    public func testPurchase(
        _ services: [ServiceID], currency: Currency = .usd, card: TestCardNumber = .succeeds, savesCard: Bool = false,
        as principal: Principal
    ) async throws -> Order {
        let order = try await placeOrder(
            Cart(
                items: services.map { Cart.Item($0) }, currency: currency,
                shippingAddress: PostalAddress(recipient: "Ana", line1: "1 Main St", city: "Montreal", country: Country("CA")!)),
            as: principal)
        _ = try await payOrder(order.id, with: .card(testCard(card), isSaved: savesCard), as: principal)
        try await runDueJobs()
        return try await self.order(order.id, as: principal).order
    }
}
