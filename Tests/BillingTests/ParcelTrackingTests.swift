import Billing
import Testing

@Suite struct ParcelTrackingTests {
    @Test(arguments: ["RR123456785CA", "1Z999AA10123456784", "rr123456785ca", "AB-12"])
    func `letters, digits and hyphens are a tracking number`(number: String) throws {
        #expect(try ParcelTracking(carrier: "Canada Post", number: number).number == number.uppercased())
    }

    @Test(arguments: ["", "123", String(repeating: "1", count: 41), "12 34", "12345\n", "<b>12345", "１２３４５"])
    func `anything else is not`(number: String) {
        #expect(throws: ParcelTracking.Refusal.number) { try ParcelTracking(carrier: "Canada Post", number: number) }
    }

    @Test(arguments: ["", "  ", "Canada\nPost", String(repeating: "x", count: 61)])
    func `a carrier has a name of one line`(carrier: String) {
        #expect(throws: ParcelTracking.Refusal.carrier) { try ParcelTracking(carrier: carrier, number: "RR123456785CA") }
    }
}
