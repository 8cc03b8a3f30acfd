import HTTPAPI
import Platform
import Telecom

/// Links a wallet: first which, then the message that it signs.
struct WalletPage {
    let address: Field
    /// The message to sign; `nil` until an address is known.
    let message: String?
    let signature: Field

    init(address: String?, message: String? = nil, signature: String? = nil, problem: PlatformError? = nil, in language: Language) {
        func said(_ field: String) -> String? { problem?.parameter == field ? language.refusal(problem!) : nil }
        self.address = Field(
            "address", language.text("rewards.wallet.address"), value: address, hint: language.text("rewards.wallet.address_hint"),
            problem: said("address"), autocomplete: "off", maxLength: 42)
        self.message = message
        self.signature = Field(
            "signature", language.text("rewards.wallet.signature"), value: signature, hint: language.text("rewards.wallet.signature_hint"),
            problem: said("signature") ?? problem.map { language.refusal($0) }, autocomplete: "off", maxLength: 132)
    }
}

enum WalletPageRoutes {
    static let endpoints: [Endpoint] = [show, link, unlink].map { $0.asPage() }

    static let show = Endpoint(
        .get, "/rewards/wallet", "showWallet", tag: "Pages", "Ask a wallet to sign", access: .signedIn,
        parameters: [
            .query("address", .text(0...100), "The wallet's."),
            .query("domain", .text(0...260), "Where the browser is; ours unless given."),
        ], produces: ["text/html"]
    ) { call in
        guard let address = call.text("address")?.trimmed().nonEmpty else {
            return call.walletPage(WalletPage(address: nil, in: call.language)).content()
        }
        do {
            let message = try await call.platform.walletChallenge(address, domain: call.text("domain")?.nonEmpty, as: try call.principal)
            return call.walletPage(WalletPage(address: address, message: message, in: call.language)).content()
        } catch let error as PlatformError where error.parameter == "address" {
            return call.walletPage(WalletPage(address: address, problem: error, in: call.language)).content(status: .unprocessableContent)
        }
    }

    static let link = Endpoint(
        .post, "/rewards/wallet", "linkWalletByForm", tag: "Pages", "Link the wallet that has signed", access: .signedIn,
        input: WalletForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        // Browsers send lines with CR LF (HTML, URL-encoded form data).
        let message = form.message.replacing("\r\n", with: "\n")
        do {
            _ = try await call.platform.linkWallet(message: message, signature: form.signature.trimmed(), as: try call.principal)
            return .seeOther("/rewards", done: "wallet_linked")
        } catch let error as PlatformError where error.kind == .invalid || error.kind == .conflict {
            let page = WalletPage(
                address: form.address, message: message, signature: form.signature, problem: error, in: call.language)
            return call.walletPage(page).content(status: .unprocessableContent)
        }
    }

    static let unlink = Endpoint(
        .post, "/rewards/wallet/removal", "unlinkWalletByForm", tag: "Pages", "Unlink one's wallet", access: .signedIn,
        input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.unlinkWallet(as: try call.principal)
        return .seeOther("/rewards", done: "wallet_unlinked")
    }
}

struct WalletForm: APIBody {
    let formToken: String
    let address: String
    let message: String
    let signature: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("address", .text(0...42)), .required("message", .prose(0...2000)),
        .required("signature", .text(0...200)),
    ])
}

extension Call {
    fileprivate func walletPage(_ model: WalletPage) -> Page<WalletPage> {
        page(language.text("rewards.wallet.link"), at: .rewards, model)
    }
}
