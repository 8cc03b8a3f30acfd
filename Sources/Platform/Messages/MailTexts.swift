import Store
import Telecom

/// Every mail that the platform writes about an account, in English.
extension MailText {
    static func welcome(brand: String, name: String?, reward: TokenAmount?, publicURL: String) -> MailText {
        var paragraphs = ["Hello\(name.map { " \($0)" } ?? ""),", "welcome to \(brand). Your account is ready."]
        if let reward { paragraphs.append("\(reward) DOTM are on your account as a welcome.") }
        return MailText(
            kind: "welcome", subject: "Welcome to \(brand)", paragraphs: paragraphs,
            link: Link(label: "Open your account", url: "\(publicURL)/account"))
    }

    /// - Parameter minutes: how long the link holds.
    public static func link(_ purpose: EmailCodePurpose, brand: String, url: String, minutes: Int64) -> MailText {
        let (kind, subject, aim, label) =
            switch purpose {
            case .signIn: ("sign_in", "Sign in to \(brand)", "sign in to \(brand)", "Sign in")
            case .verifyEmail:
                ("verify_email", "Confirm your address for \(brand)", "confirm that this address is yours", "Confirm the address")
            case .resetPassword: ("reset_password", "Set a new password for \(brand)", "set a new password", "Set a new password")
            }
        let validity = minutes < 120 ? "\(minutes) minutes" : "\(minutes / 60) hours"
        return MailText(
            kind: kind, subject: subject, paragraphs: ["Follow this link to \(aim). It works once, within \(validity)."],
            link: Link(label: label, url: url),
            note: "If you did not ask for this mail, do nothing: nobody can use the link but who reads this mailbox.")
    }
}
