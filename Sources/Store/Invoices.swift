import Billing
import Telecom

extension SQLTransaction {
    /// Issues an invoice or a credit note under the brand's next number. For a serializable transaction, so that numbers have no gaps.
    @discardableResult
    public func issueInvoice(
        _ kind: Invoice.Kind, order: Order, cause: String, lines: [Invoice.Line], at time: Timestamp, randomness: Randomness
    ) throws -> Invoice {
        let newest = try first("SELECT number FROM invoices WHERE brand_id = $1 ORDER BY number DESC LIMIT 1", order.brandID)
        let invoice = Invoice(
            id: ID(at: time, randomness), brandID: order.brandID, number: (try newest?.integer("number") ?? 0) + 1, kind: kind,
            accountID: order.accountID, orderID: order.id, causeID: cause,
            total: lines.reduce(.zero(order.currency)) { $0 + $1.amount }, lines: lines, issuedAt: time)
        try execute(
            """
            INSERT INTO invoices (id, brand_id, number, kind, account_id, order_id, cause_id, total, currency, issued_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, invoice.id, invoice.brandID, invoice.number, invoice.kind.rawValue, invoice.accountID, invoice.orderID, invoice.causeID,
            invoice.total.minorUnits, invoice.total.currency, invoice.issuedAt)
        try executeBatch(
            """
            INSERT INTO invoice_lines (invoice_id, position, service_id, name, quantity, unit_price, amount, tax)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            lines.enumerated().map { position, line in
                [
                    invoice.id.sqlValue, position.sqlValue, line.serviceID.sqlValue, line.name.sqlValue, line.quantity.sqlValue,
                    line.unitPrice.minorUnits.sqlValue, line.amount.minorUnits.sqlValue, line.tax.minorUnits.sqlValue,
                ]
            })
        return invoice
    }

    public func invoice(_ id: InvoiceID) throws -> Invoice? {
        try first("SELECT * FROM invoices WHERE id = $1", id).map(invoice)
    }

    public func invoices(of order: OrderID) throws -> [Invoice] {
        // By the account, which has an index: an order's invoices are among its buyer's.
        try query(
            """
            SELECT * FROM invoices WHERE account_id = (SELECT account_id FROM orders WHERE id = $1) AND order_id = $1 ORDER BY number
            """, order
        ).map(invoice)
    }

    /// An account's invoices and credit notes, newest first, older than `before` when given.
    public func invoices(of account: AccountID, before: InvoiceID? = nil, limit: Int) throws -> [Invoice] {
        try query(
            "SELECT * FROM invoices WHERE account_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", account, before?.text ?? "",
            limit
        ).map(invoice)
    }

    /// For each brand its newest number and how many there are: equal when there is no gap.
    public func invoiceNumbers() throws -> [(brand: BrandID, newest: Int64, count: Int64)] {
        try query("SELECT brand_id, MAX(number) AS newest, COUNT(*) AS count FROM invoices GROUP BY brand_id").map {
            (try $0.id("brand_id"), try $0.integer("newest"), try $0.integer("count"))
        }
    }

    private func invoice(_ row: SQLRow) throws -> Invoice {
        let id: InvoiceID = try row.id("id")
        let currency: Currency = try row.choice("currency")
        let lines = try query("SELECT * FROM invoice_lines WHERE invoice_id = $1 ORDER BY position", id).map { line in
            Invoice.Line(
                serviceID: try line.serviceID("service_id"), name: try line.text("name"), quantity: try line.integer("quantity"),
                unitPrice: Money(minorUnits: try line.integer("unit_price"), currency: currency),
                amount: Money(minorUnits: try line.integer("amount"), currency: currency),
                tax: Money(minorUnits: try line.integer("tax"), currency: currency))
        }
        return Invoice(
            id: id, brandID: try row.id("brand_id"), number: try row.integer("number"), kind: try row.choice("kind"),
            accountID: try row.id("account_id"), orderID: try row.id("order_id"), causeID: try row.text("cause_id"),
            total: try row.money("total"), lines: lines, issuedAt: try row.time("issued_at"))
    }
}
