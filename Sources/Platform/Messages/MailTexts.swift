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
    static func signIn(brand: String, url: String, minutes: Int64) -> MailText {
        MailText(
            kind: "sign_in", subject: "Sign in to \(brand)",
            paragraphs: ["Follow this link to sign in to \(brand). It works once, within \(minutes) minutes."],
            link: Link(label: "Sign in", url: url), note: ifNotYou)
    }

    static func verifyEmail(brand: String, url: String, minutes: Int64) -> MailText {
        MailText(
            kind: "verify_email", subject: "Confirm your address for \(brand)",
            paragraphs: ["Follow this link to confirm that this address is yours. It works once, within \(minutes) minutes."],
            link: Link(label: "Confirm the address", url: url), note: ifNotYou)
    }

    static func resetPassword(brand: String, url: String, minutes: Int64) -> MailText {
        MailText(
            kind: "reset_password", subject: "Set a new password for \(brand)",
            paragraphs: ["Follow this link to set a new password. It works once, within \(minutes) minutes."],
            link: Link(label: "Set a new password", url: url), note: ifNotYou)
    }

    private static let ifNotYou = "If you did not ask for this mail, do nothing: nobody can use the link but who reads this mailbox."
}
