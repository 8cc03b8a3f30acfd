import Store
import Telecom

/// Mails that are more than a notification with a link.
extension MailText {
    static func welcome(
        brand: String, name: String?, reward: TokenAmount?, publicURL: String, in language: Language
    ) -> MailText {
        let greeting =
            name.map { language.message("accounts.welcome.hello_name", ["name": $0]) } ?? language.message("accounts.welcome.hello")
        let gift = reward.map { language.message("accounts.welcome.reward", ["tokens": language.tokens($0)]) }
        return MailText(
            kind: "welcome", language: language, subject: language.message("accounts.welcome.title", ["brand": brand]),
            paragraphs: [greeting, language.message("accounts.welcome.text", ["brand": brand])] + [gift].compactMap(\.self),
            link: .account(publicURL, in: language))
    }

    /// - Parameter minutes: how long the link holds.
    public static func link(
        _ purpose: EmailCodePurpose, brand: String, url: String, minutes: Int64, in language: Language
    ) -> MailText {
        let kind =
            switch purpose {
            case .signIn: "sign_in"
            case .verifyEmail: "verify_email"
            case .resetPassword: "reset_password"
            }
        let validity =
            minutes < 120
            ? language.message("accounts.link.minutes", count: minutes) : language.message("accounts.link.hours", count: minutes / 60)
        return MailText(
            kind: kind, language: language, subject: language.message("accounts.link.\(kind).subject", ["brand": brand]),
            paragraphs: [language.message("accounts.link.\(kind).text", ["brand": brand, "validity": validity])],
            link: Link(label: language.message("accounts.link.\(kind).label"), url: url), note: language.message("accounts.link.note"))
    }
}

extension MailText.Link {
    static func account(_ publicURL: String, in language: Language) -> MailText.Link {
        MailText.Link(label: language.message("accounts.open"), url: "\(publicURL)/account")
    }
}
