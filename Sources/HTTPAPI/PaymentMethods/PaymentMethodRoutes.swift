import Billing
import Platform
import Telecom

enum PaymentMethodRoutes {
    static let endpoints: [Endpoint] = [list, remove]

    static let list = Endpoint(
        .get, "/v1/payment-methods", "listPaymentMethods", tag: "Payment methods", "List your saved cards",
        description: "At most 100. The first is the one that renewals charge.", access: .signedIn(scope: "billing:read"),
        output: PaymentMethodsBody.self
    ) { call in
        PaymentMethodsBody(data: try await call.platform.paymentMethods(of: try call.accountID).map(PaymentMethodBody.init))
    }

    static let remove = Endpoint(
        .delete, "/v1/payment-methods/{payment_method_id}", "removePaymentMethod", tag: "Payment methods", "Forget a saved card",
        access: .signedIn(scope: "billing:write"),
        parameters: [.id("payment_method_id", Noun.PaymentMethod.self, "The saved card.")]
    ) { call in
        try await call.platform.removePaymentMethod(try call.id("payment_method_id"), as: try call.principal)
    }
}

struct PaymentMethodsBody: APIBody {
    let data: [PaymentMethodBody]

    static let schema = JSONSchema.object([.required("data", .array(of: .body(PaymentMethodBody.self), count: 0...100))])
}

struct PaymentMethodBody: APIBody {
    let id: PaymentMethodID
    let brand: String
    let last4: String
    let expiryMonth: Int64
    let expiryYear: Int64
    let createdAt: Timestamp

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.PaymentMethod.self)), .required("brand", .oneOf(Card.Brand.self)), .required("last4", .text(4...4)),
        .required("expiry_month", .integer(1...12)), .required("expiry_year", .integer(2000...2100)), .required("created_at", .time),
    ])

    init(_ method: PaymentMethod) {
        id = method.id
        brand = method.cardBrand.rawValue
        last4 = method.last4
        expiryMonth = method.expiryMonth
        expiryYear = method.expiryYear
        createdAt = method.createdAt
    }
}
