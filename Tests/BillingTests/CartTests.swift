import Billing
import Catalog
import Platform
import Telecom
import Testing

@Suite struct CartTests {
    let catalog = try! CatalogBook.load(nil, at: Timestamp(secondsSince1970: 0)).catalog(for: .dotm)
    let address = PostalAddress(recipient: "Ana", line1: "1 Main St", city: "Montreal", country: Country("CA")!)!

    private func priced(_ items: [(ServiceID, Int64)], _ currency: Currency = .usd, to address: PostalAddress? = nil) throws -> [OrderItem]
    {
        try Cart(items: items.map { Cart.Item($0.0, quantity: $0.1) }, currency: currency, shippingAddress: address).priced(by: catalog)
    }

    @Test func `a membership and a data pack cost 44 dollars`() throws {
        let items = try priced([("basic_membership", 1), ("global_data_10gb", 1)])
        #expect(items.map(\.unitPrice.minorUnits) == [2400, 2000])
        #expect(items.map(\.revenue) == [.membershipRevenue, .dataRevenue])
    }

    @Test func `a service named twice, or by its alias, counts together`() throws {
        let items = try priced([("global_data_10gb", 2), ("vpn_access", 1), ("global_data_10gb", 3)])
        #expect(items.map(\.serviceID) == ["global_data_10gb", "network_vpn_access"])
        #expect(items[0].quantity == 5)
    }

    @Test func `in another currency rewards are counted on the price in dollars`() throws {
        let item = try priced([("basic_membership", 1)], .cad)[0]
        #expect(item.unitPrice.currency == .cad)
        #expect(item.unitRewardBase == 2400)
    }

    @Test func `what cannot be ordered is refused`() throws {
        #expect(throws: CartRefusal.empty) { try priced([]) }
        #expect(throws: CartRefusal.unknownService("nothing")) { try priced([("nothing", 1)]) }
        #expect(throws: CartRefusal.notSold("standard_support")) { try priced([("standard_support", 1)]) }
        #expect(throws: CartRefusal.quantityOutOfRange("global_data_10gb")) { try priced([("global_data_10gb", 0)]) }
        #expect(throws: CartRefusal.quantityOutOfRange("global_data_10gb")) { try priced([("global_data_10gb", .max)]) }
        #expect(throws: CartRefusal.quantityOutOfRange("global_data_10gb")) {
            try priced([("global_data_10gb", 20), ("global_data_10gb", 1)])
        }
        #expect(throws: CartRefusal.onlyOne("basic_membership")) { try priced([("basic_membership", 2)]) }
        #expect(throws: CartRefusal.twoMemberships) { try priced([("basic_membership", 1), ("full_membership", 1)]) }
        #expect(throws: CartRefusal.shippingAddressMissing) { try priced([("metal_card", 1)]) }
        #expect(throws: CartRefusal.tooManyItems) { try priced(Array(repeating: ("global_data_10gb", 1), count: 21)) }
        #expect(throws: CartRefusal.notSoldInCurrency("global_data_10gb")) { try priced([("global_data_10gb", 1)], .mxn) }
        #expect(try priced([("metal_card", 1)], to: address)[0].unitPrice.minorUnits == 9999)
    }

    @Test func `an address is plain lines of bounded length`() {
        #expect(PostalAddress(recipient: " ", line1: "1", city: "c", country: Country("CA")!) == nil)
        #expect(PostalAddress(recipient: "A", line1: "1\u{0}", city: "c", country: Country("CA")!) == nil)
        #expect(PostalAddress(recipient: String(repeating: "a", count: 121), line1: "1", city: "c", country: Country("CA")!) == nil)
    }
}
