import Billing
import Telecom

extension SQLTransaction {
    public func insertShippingAddress(_ address: PostalAddress, order: OrderID) throws {
        try execute(
            """
            INSERT INTO shipping_addresses (order_id, recipient, line1, line2, city, region, postal_code, country)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, order, address.recipient, address.line1, address.line2, address.city, address.region, address.postalCode, address.country)
    }

    public func shippingAddress(_ order: OrderID) throws -> PostalAddress? {
        try first("SELECT * FROM shipping_addresses WHERE order_id = $1", order).map(PostalAddress.init(row:))
    }
}

extension PostalAddress {
    init(row: SQLRow) throws {
        guard let country = Country(try row.text("country")),
            let address = PostalAddress(
                recipient: try row.text("recipient"), line1: try row.text("line1"), line2: try row.optionalText("line2"),
                city: try row.text("city"), region: try row.optionalText("region"), postalCode: try row.optionalText("postal_code"),
                country: country)
        else { throw StoreError.corrupt("a shipping address") }
        self = address
    }
}
