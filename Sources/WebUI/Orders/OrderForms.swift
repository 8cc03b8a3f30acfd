import Billing
import HTTPAPI
import Platform
import Telecom

/// A card as people type it.
protocol CardForm {
    var cardNumber: String? { get }
    /// `MM/YY` or `MM/YYYY`.
    var cardExpiry: String? { get }
    var cardCvc: String? { get }
}

extension CardForm {
    func card(at time: Timestamp) throws(Card.Refusal) -> Card {
        let parts = (cardExpiry ?? "").split(separator: "/", omittingEmptySubsequences: false)
            .map { String($0.filter { !$0.isWhitespace }) }
        guard parts.count == 2, parts.allSatisfy({ [1, 2, 4].contains($0.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let month = Int64(parts[0]), let year = Int64(parts[1])
        else { throw .expiry }
        return try Card(
            number: cardNumber ?? "", expiryYear: parts[1].count == 4 ? year : 2000 + year, expiryMonth: month, cvc: cardCvc ?? "",
            at: time)
    }
}

/// The fields of a card. What was typed does not come back.
struct CardFields {
    let number: Field
    let expiry: Field
    let cvc: Field

    init(refusal: Card.Refusal?, in language: Language) {
        let problem = { (refusals: Card.Refusal...) in refusal.flatMap { refusals.contains($0) ? language.refusal($0) : nil } }
        number = Field(
            "card_number", language.text("checkout.card.number"), problem: problem(.number), autocomplete: "cc-number",
            inputmode: "numeric", maxLength: 40)
        expiry = Field(
            "card_expiry", language.text("checkout.card.expiry"), hint: language.text("checkout.card.expiry_hint"),
            problem: problem(.expiry, .expired), autocomplete: "cc-exp", inputmode: "numeric", maxLength: 9)
        cvc = Field(
            "card_cvc", language.text("checkout.card.cvc"), hint: language.text("checkout.card.cvc_hint"), problem: problem(.cvc),
            autocomplete: "cc-csc", inputmode: "numeric", maxLength: 4)
    }
}

/// Where a thing is sent.
struct AddressFields {
    let recipient: Field
    let line1: Field
    let city: Field
    let region: Field
    let postalCode: Field
    let country: Field

    init(_ form: CheckoutForm?, in language: Language) {
        recipient = Field(
            "recipient", language.text("checkout.address.recipient"), value: form?.recipient, autocomplete: "name", maxLength: 120)
        line1 = Field(
            "line1", language.text("checkout.address.line1"), value: form?.line1, autocomplete: "address-line1", maxLength: 120)
        city = Field("city", language.text("checkout.address.city"), value: form?.city, autocomplete: "address-level2", maxLength: 120)
        region = Field(
            "region", language.text("checkout.address.region"), value: form?.region, autocomplete: "address-level1", isOptional: true,
            maxLength: 120)
        postalCode = Field(
            "postal_code", language.text("checkout.address.postal_code"), value: form?.postalCode, autocomplete: "postal-code",
            isOptional: true, maxLength: 120)
        country = Field(
            "country", language.text("checkout.address.country"), value: form?.country,
            hint: language.text("checkout.address.country_hint"), autocomplete: "country", minLength: 2, maxLength: 2)
    }
}

struct CheckoutForm: APIBody, CardForm {
    let formToken: String
    let attempt: String
    let currency: Currency
    let services: [String]
    let recipient: String?
    let line1: String?
    let city: String?
    let region: String?
    let postalCode: String?
    let country: String?
    /// A card that was saved before, in place of one that is typed.
    let paymentMethod: PaymentMethodID?
    let cardNumber: String?
    let cardExpiry: String?
    let cardCvc: String?

    static let schema = JSONSchema.object(
        [
            .optional("payment_method", .id(Noun.PaymentMethod.self)),
            .required("form_token", .formToken), .required("attempt", .text(16...64)), .required("currency", .oneOf(Currency.self)),
            .required("services", .array(of: .text(1...40), count: 1...Cart.mostItems)),
        ] + ["recipient", "line1", "city", "region", "postal_code", "country"].map { .optional($0, .text(0...120)) } + cardFields)

    static let cardFields: [JSONSchema.Field] = [
        .optional("card_number", .text(0...40)), .optional("card_expiry", .text(0...9)), .optional("card_cvc", .text(0...4)),
    ]

    /// What pays; `nil` for what costs nothing.
    func source(at time: Timestamp, isPaid: Bool) throws(Card.Refusal) -> PaymentSource? {
        guard isPaid else { return nil }
        if let paymentMethod { return .saved(paymentMethod) }
        return .card(try card(at: time), isSaved: true)
    }

    /// `nil` when a line that is needed is missing.
    var address: PostalAddress? {
        guard let country = country.flatMap({ Country($0.uppercased()) }) else { return nil }
        let given = { (text: String?) in text.flatMap { $0.isEmpty ? nil : $0 } }
        return PostalAddress(
            recipient: recipient ?? "", line1: line1 ?? "", city: city ?? "", region: given(region), postalCode: given(postalCode),
            country: country)
    }
}

struct PaymentForm: APIBody, CardForm {
    let formToken: String
    let cardNumber: String?
    let cardExpiry: String?
    let cardCvc: String?

    static let schema = JSONSchema.object([.required("form_token", .formToken)] + CheckoutForm.cardFields)
}

struct ConfirmationForm: APIBody {
    enum Answer: String, CaseIterable, Codable, Sendable { case yes, no }

    let formToken: String
    let answer: Answer

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("answer", .oneOf(Answer.self))])
}
