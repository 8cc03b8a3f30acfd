import Billing
import Catalog
import HTTPAPI
import Platform
import Telecom

enum PlansPageRoutes {
    static let endpoints: [Endpoint] = [plans, cancel].map { $0.asPage() }

    static let plans = Endpoint(
        .get, "/plans", "showPlans", tag: "Pages", "Show what is sold", access: .anyone, parameters: [.chosenServices, .currency, .done],
        produces: ["text/html"]
    ) { call in
        let catalog = call.catalog
        let currency = try call.currency(in: catalog)
        let own =
            if let principal = call.principalIfAny {
                try await call.platform.subscriptions(of: principal.accountID, limit: 100)
            } else { [Subscription]() }
        let page = PlansPage(
            catalog, own: own, currency: currency, estimate: try call.estimate(in: catalog, currency), in: call.language)
        return call.page(call.language.text("plans.title"), at: .plans, note: call.note, page).content()
    }

    static let cancel = Endpoint(
        .post, "/memberships/{membership_id}/cancellation", "cancelMembershipByForm", tag: "Pages",
        "Ask that a membership or add-on ends with its period, or take that back", access: .signedIn,
        parameters: [.id("membership_id", Noun.Subscription.self, "The membership or add-on.")], input: CancellationForm.self,
        inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let isRequested = form.wish == .end
        _ = try await call.platform.setCancellation(of: call.id("membership_id"), isRequested, as: call.principal)
        return isRequested ? .seeOther("/plans", done: "plan_ends") : .seeOther("/plans", done: "plan_kept")
    }
}

struct CancellationForm: APIBody {
    enum Wish: String, CaseIterable, Codable, Sendable { case end, keep }

    let formToken: String
    let wish: Wish

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("wish", .oneOf(Wish.self))])
}
