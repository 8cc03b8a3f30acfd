import Billing
import Platform
import Telecom

enum OrderRoutes {
    static let endpoints: [Endpoint] = [place, list, read, pay, confirm, cancel, refund]

    static let place = Endpoint(
        .post, "/v1/orders", "placeOrder", tag: "Orders", "Place an order",
        description:
            "Prices are today's and stay with the order. It is paid with a second call. An order of nothing to pay is paid by that.",
        access: .signedIn(scope: "orders:write"), input: NewOrderBody.self, output: OrderBody.self, status: .created,
        errors: [
            .init(409, "other_membership_active", "Another membership is running."),
            .init(409, "idempotency_key_reused", "The key was used for another order."),
        ]
    ) { call, input in
        OrderBody(try await call.platform.placeOrder(try input.cart(), idempotencyKey: call.idempotencyKey, as: try call.principal))
    }

    static let list = Endpoint(
        .get, "/v1/orders", "listOrders", tag: "Orders", "List your orders, newest first", access: .signedIn(scope: "orders:read"),
        parameters: .page, output: Page<OrderBody>.self
    ) { call in
        let page = try call.pageRequest
        let orders = try await call.platform.orders(
            of: try call.accountID, before: page.after.flatMap { OrderID($0) }, limit: page.fetchLimit)
        return page.page(orders, key: \.id.text) { OrderBody($0) }
    }

    static let read = Endpoint(
        .get, "/v1/orders/{order_id}", "getOrder", tag: "Orders", "Read an order with all that came of it",
        access: .signedIn(scope: "orders:read"), parameters: [orderID], output: OrderDetailsBody.self
    ) { call in
        OrderDetailsBody(try await call.platform.order(try call.id("order_id"), as: try call.principal))
    }

    static let pay = Endpoint(
        .post, "/v1/orders/{order_id}/payment", "payOrder", tag: "Orders", "Pay an order",
        description:
            "An order is charged once, however often and by however many calls it is paid. While the payment is `processing` or `requires_action`, "
            + "nothing has been charged yet.",
        access: .signedIn(scope: "orders:write"), parameters: [orderID], input: PayOrderBody.self, output: PaymentBody.self,
        errors: [
            .init(
                402, "card_declined",
                "The bank did not take the payment; `code` says why: \(DeclineCode.allCases.map(\.rawValue).joined(separator: ", "))."),
            .init(402, "card_not_supported", "The provider does not take this card."),
            .init(409, "order_not_payable", "The order is paid, cancelled or refunded."),
            .init(409, "too_many_payments", "The order was tried ten times."),
        ],
        // The request holds a card's number, of which no digest may be kept; the verb itself charges once.
        isIdempotent: false
    ) { call, input in
        let platform = call.platform
        return PaymentBody(
            try await platform.payOrder(try call.id("order_id"), with: try input.source(at: platform.time.now()), as: try call.principal))
    }

    static let confirm = Endpoint(
        .post, "/v1/orders/{order_id}/payment/confirmation", "confirmPayment", tag: "Orders",
        "Go on after the bank has asked for a confirmation",
        access: .signedIn(scope: "orders:write"), parameters: [orderID], input: ConfirmPaymentBody.self, output: PaymentBody.self,
        errors: [.init(402, "authentication_failed", "The bank could not confirm that the payment is its owner's.")]
    ) { call, input in
        PaymentBody(
            try await call.platform.confirmPayment(
                of: try call.id("order_id"), authentication: input.authentication, as: try call.principal))
    }

    static let cancel = Endpoint(
        .post, "/v1/orders/{order_id}/cancellation", "cancelOrder", tag: "Orders", "Cancel an order that is not paid",
        access: .signedIn(scope: "orders:write"), parameters: [orderID], output: OrderBody.self,
        errors: [
            .init(409, "payment_in_progress", "A payment is under way."), .init(409, "order_not_cancellable", "The order is paid already."),
        ]
    ) { call in
        OrderBody(try await call.platform.cancelOrder(try call.id("order_id"), as: try call.principal))
    }

    static let refund = Endpoint(
        .post, "/v1/admin/orders/{order_id}/refunds", "refundOrder", tag: "Orders", "Give money back",
        description:
            "For whole units of an order's items. Unused data is taken back, a running membership ends, and the same share of the reward is reversed.",
        access: .role(.support, .admin, scope: "admin:write"), parameters: [orderID], input: NewRefundBody.self, output: RefundBody.self,
        status: .created,
        errors: [
            .init(409, "nothing_to_refund", "Nothing is left to give back."), .init(409, "order_not_paid", "The order is not paid."),
            .init(409, "payment_disputed", "The bank decides who gets the money."),
        ]
    ) { call, input in
        RefundBody(
            try await call.platform.refundOrder(
                try call.id("order_id"), items: input.items?.map { ($0.position, $0.quantity) }, reason: input.reason,
                idempotencyKey: call.idempotencyKey, as: try call.principal))
    }

    private static let orderID = Parameter.id("order_id", Noun.Order.self, "The order.")
}
