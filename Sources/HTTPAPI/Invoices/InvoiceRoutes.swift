import Billing
import Platform
import Telecom

enum InvoiceRoutes {
    static let endpoints: [Endpoint] = [list, read]

    static let list = Endpoint(
        .get, "/v1/invoices", "listInvoices", tag: "Invoices", "List your invoices and credit notes, newest first",
        access: .signedIn(scope: "billing:read"), parameters: .page, output: Page<InvoiceBody>.self
    ) { call in
        let page = try call.pageRequest
        let invoices = try await call.platform.invoices(
            of: try call.accountID, before: page.after.flatMap { InvoiceID($0) }, limit: page.fetchLimit)
        return page.page(invoices, key: \.id.text) { InvoiceBody($0) }
    }

    static let read = Endpoint(
        .get, "/v1/invoices/{invoice_id}", "getInvoice", tag: "Invoices", "Read an invoice or credit note",
        access: .signedIn(scope: "billing:read"), parameters: [.id("invoice_id", Noun.Invoice.self, "The invoice or credit note.")],
        output: InvoiceBody.self
    ) { call in
        InvoiceBody(try await call.platform.invoice(try call.id("invoice_id"), as: try call.principal))
    }
}

struct InvoiceBody: APIBody {
    struct Line: APIBody {
        let serviceID: ServiceID
        let name: String
        let quantity: Int64
        let unitPrice: Money
        let amount: Money
        let tax: Money

        static let schemaName = "InvoiceLineBody"
        static let schema = JSONSchema.object([
            .required("service_id", .serviceName), .required("name", .text(1...200)), .required("quantity", .integer(1...20)),
            .required("unit_price", .money), .required("amount", .money), .required("tax", .money, "In `amount`."),
        ])
    }

    let id: InvoiceID
    let number: Int64
    let kind: String
    let orderID: OrderID
    let total: Money
    let tax: Money
    let lines: [Line]
    let issuedAt: Timestamp

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Invoice.self)),
        .required("number", .integer(1...1_000_000_000_000), "Counts up without gaps over all invoices and credit notes of the brand."),
        .required("kind", .oneOf(["invoice", "credit_note"])), .required("order_id", .id(Noun.Order.self)),
        .required("total", .money, "Paid, or given back by a credit note."),
        .required("tax", .money, "In `total`."), .required("lines", .array(of: .body(Line.self), count: 0...20)),
        .required("issued_at", .time),
    ])

    init(_ invoice: Invoice) {
        id = invoice.id
        number = invoice.number
        kind = invoice.kind.rawValue
        orderID = invoice.orderID
        total = invoice.total
        tax = invoice.tax
        lines = invoice.lines.map {
            Line(serviceID: $0.serviceID, name: $0.name, quantity: $0.quantity, unitPrice: $0.unitPrice, amount: $0.amount, tax: $0.tax)
        }
        issuedAt = invoice.issuedAt
    }
}
