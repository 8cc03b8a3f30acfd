import Billing
import Platform
import Telecom

/// How an order is to be paid: a card, or one that was saved.
struct PayOrderBody: APIBody {
    struct CardBody: APIBody {
        let number: String
        let expiryMonth: Int64
        let expiryYear: Int64
        let cvc: String

        static let schemaName = "CardBody"
        static let schema = JSONSchema.object([
            .required(
                "number",
                .text(
                    12...40,
                    TextPattern("^[0-9 -]+$") { text in
                        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x20 || $0 == 0x2D }
                    })
            ),
            .required("expiry_month", .integer(1...12)), .required("expiry_year", .integer(2000...2100)),
            .required("cvc", .text(3...4, TextPattern("^[0-9]+$") { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })),
        ])
    }

    let card: CardBody?
    let saveCard: Bool?
    let paymentMethodID: PaymentMethodID?

    static let schema = JSONSchema.object([
        .optional(
            "card", .body(CardBody.self), "Give this or `payment_method_id`. Its number goes to the payment provider and is not kept."),
        .optional("save_card", .boolean, "Whether renewals may charge the card without you; false unless given."),
        .optional("payment_method_id", .id(Noun.PaymentMethod.self), "A card that you saved."),
    ])

    /// - Throws: `PlatformError.invalid` naming the field of the card that is wrong.
    func source(at time: Timestamp) throws -> PaymentSource {
        switch (card, paymentMethodID) {
        case (let card?, nil): return .card(try card.card(at: time), isSaved: saveCard ?? false)
        case (nil, let id?): return .saved(id)
        default: throw PlatformError.invalid("card", "Give either card or payment_method_id.")
        }
    }
}

extension PayOrderBody.CardBody {
    func card(at time: Timestamp) throws -> Card {
        do {
            return try Card(number: number, expiryYear: expiryYear, expiryMonth: expiryMonth, cvc: cvc, at: time)
        } catch {
            throw switch error {
            case .number: PlatformError.invalid("card.number", "This is not a card number.", code: "incorrect_number")
            case .expiry: PlatformError.invalid("card.expiry_month", "This is not a month.", code: "invalid_expiry")
            case .expired: PlatformError.invalid("card.expiry_year", "The card has expired.", code: "expired_card")
            case .cvc: PlatformError.invalid("card.cvc", "The security code has the wrong length.", code: "incorrect_cvc")
            }
        }
    }
}

struct ConfirmPaymentBody: APIBody {
    let authentication: Authentication?

    static let schema = JSONSchema.object([
        .optional(
            "authentication", .oneOf(Authentication.self),
            "Test cards only: what their owner did on the bank's page. Left out, the provider is asked what happened.")
    ])
}

struct NewRefundBody: APIBody {
    let items: [RefundBody.Item]?
    let reason: String

    static let schema = JSONSchema.object([
        .optional("items", .array(of: .body(RefundBody.Item.self), count: 1...20), "Left out: all that is left."),
        .required("reason", .text(1...200), "For the customer's papers."),
    ])
}
