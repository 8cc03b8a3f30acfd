import Billing
import Catalog
import HTTPAPI
import Platform
import Telecom

/// Choosing, paying, and what became of it.
enum OrderPageRoutes {
    static let endpoints: [Endpoint] = [showBuy, buy, list, showOrder, pay, confirm, showReceipt].map { $0.asPage() }

    static let showBuy = Endpoint(
        .get, "/buy", "showBuy", tag: "Pages", "Show what is sold, or the payment of what was chosen", access: .signedIn,
        parameters: [.chosenServices, .currency], produces: ["text/html"]
    ) { call in
        let catalog = call.catalog
        let currency = try call.currency(in: catalog)
        let chosen = try call.estimate(in: catalog, currency)?.selected.filter(\.isSold) ?? []
        guard !chosen.isEmpty else { return .seeOther("/plans") }
        return try await call.checkout(chosen, currency).content()
    }

    static let buy = Endpoint(
        .post, "/buy", "buyByForm", tag: "Pages", "Place an order and pay it", access: .signedIn, input: CheckoutForm.self,
        inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let catalog = call.catalog
        let services = form.services.compactMap { ServiceID($0).flatMap { catalog.service($0) } }
        let cart = Cart(
            items: form.services.compactMap { ServiceID($0).map { Cart.Item($0) } }, currency: form.currency, shippingAddress: form.address)
        let source: PaymentSource?
        do throws(Card.Refusal) {
            source = try form.source(at: call.platform.time.now(), isPaid: !services.allSatisfy(\.price.isFree))
        } catch {
            return try await call.checkout(services, form.currency, form: form, cardRefusal: error).content(status: .unprocessableContent)
        }
        let order: Order
        do {
            order = try await call.platform.placeOrder(cart, idempotencyKey: "form:\(form.attempt)", as: call.principal)
        } catch let error as PlatformError where error.kind == .invalid || error.kind == .conflict {
            return try await call.checkout(services, form.currency, form: form, problem: call.language.refusal(error))
                .content(status: .unprocessableContent)
        }
        return try await call.pay(order.id, with: order.isPayable ? source : nil)
    }

    static let list = Endpoint(
        .get, "/orders", "showOrders", tag: "Pages", "Show one's orders", access: .signedIn,
        parameters: [.query("before", .id(Noun.Order.self), "The order to go on behind.")], produces: ["text/html"]
    ) { call in
        let orders = try await call.platform.orders(
            of: call.accountID, before: call.text("before").flatMap(OrderID.init(_:)), limit: OrdersPage.size + 1)
        return call.page(call.language.text("orders.title"), at: .profile, OrdersPage(orders, catalog: call.catalog, in: call.language))
            .content()
    }

    static let showReceipt = Endpoint(
        .get, "/receipts/{invoice_id}", "showReceipt", tag: "Pages", "Show a receipt", access: .signedIn,
        parameters: [.id("invoice_id", Noun.Invoice.self, "The invoice or credit note.")], produces: ["text/html"]
    ) { call in
        let invoice = try await call.platform.invoice(call.id("invoice_id"), as: call.principal)
        let receipt = ReceiptPage(invoice, catalog: call.catalog, in: call.language)
        return call.page(receipt.heading, at: .profile, receipt).content()
    }

    static let showOrder = Endpoint(
        .get, "/orders/{order_id}", "showOrder", tag: "Pages", "Show an order", access: .signedIn,
        parameters: [.id("order_id", Noun.Order.self, "The order.")], produces: ["text/html"]
    ) { call in
        try await call.orderPage(call.id("order_id")).content()
    }

    static let pay = Endpoint(
        .post, "/orders/{order_id}/payment", "payOrderByForm", tag: "Pages", "Pay an order with another card", access: .signedIn,
        parameters: [.id("order_id", Noun.Order.self, "The order.")], input: PaymentForm.self, inputForm: .urlEncoded,
        produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let id: OrderID = try call.id("order_id")
        do {
            return try await call.pay(id, with: .card(try form.card(at: call.platform.time.now()), isSaved: true))
        } catch let refusal as Card.Refusal {
            return try await call.orderPage(id, cardRefusal: refusal).content(status: .unprocessableContent)
        }
    }

    static let confirm = Endpoint(
        .post, "/orders/{order_id}/confirmation", "confirmPaymentByForm", tag: "Pages", "Answer the bank's question", access: .signedIn,
        parameters: [.id("order_id", Noun.Order.self, "The order.")], input: ConfirmationForm.self, inputForm: .urlEncoded,
        produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let id: OrderID = try call.id("order_id")
        do {
            _ = try await call.platform.confirmPayment(
                of: id, authentication: form.answer == .yes ? .complete : .fail, as: call.principal)
        } catch let error as PlatformError where error.kind == .paymentRequired {
            // The order's page says so.
        }
        return .seeOther("/orders/\(id)")
    }
}

extension Call {
    fileprivate var takesTestCards: Bool { platform.payments.name == "test_cards" }

    fileprivate func checkout(
        _ services: [Service], _ currency: Currency, form: CheckoutForm? = nil, problem: String? = nil,
        cardRefusal: Card.Refusal? = nil
    ) async throws -> Page<CheckoutPage> {
        let attempt = form?.attempt ?? base64URL(platform.randomness.bytes(18))
        return page(
            language.text("checkout.heading"), at: .plans,
            CheckoutPage(
                services, currency: currency, attempt: attempt, isTest: takesTestCards,
                saved: try await platform.paymentMethods(of: accountID).filter { $0.provider == platform.payments.name }, form: form,
                problem: problem, cardRefusal: cardRefusal, in: language))
    }

    fileprivate func orderPage(_ id: OrderID, problem: String? = nil, cardRefusal: Card.Refusal? = nil) async throws -> Page<OrderPage> {
        let details = try await platform.order(id, as: principal)
        return page(
            language.text("orders.order"), at: .profile,
            OrderPage(
                details.order, catalog: catalog, newest: details.payments.last, shipments: details.shipments, invoices: details.invoices,
                isTest: takesTestCards, problem: problem,
                cardRefusal: cardRefusal, in: language))
    }

    /// Charges the card and leads to the order; a refused card is said at once, with a form for another.
    fileprivate func pay(_ id: OrderID, with source: PaymentSource?) async throws -> Content {
        guard let source else { return .seeOther("/orders/\(id)") }
        do {
            _ = try await platform.payOrder(id, with: source, as: principal)
        } catch let error as PlatformError where error.kind == .paymentRequired || error.kind == .conflict || error.kind == .unavailable {
            let page = try await orderPage(id, problem: language.refusal(error))
            return page.content(status: error.kind == .paymentRequired ? .init(code: 402) : .unprocessableContent)
        }
        return .seeOther("/orders/\(id)")
    }
}
