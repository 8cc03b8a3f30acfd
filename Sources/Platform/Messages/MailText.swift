import Store
import Telecom

/// What a mail says, apart from how it looks: a greeting's worth of paragraphs and at most one link.
public struct MailText: Sendable, Equatable {
    public struct Link: Sendable, Equatable {
        public let label: String
        /// Absolute.
        public let url: String
    }

    public let kind: String
    /// That of all its texts.
    public let language: Language
    public let subject: String
    public let paragraphs: [String]
    public let link: Link?
    /// Small print behind the link.
    public let note: String?

    public init(
        kind: String, language: Language, subject: String, paragraphs: [String], link: Link? = nil, note: String? = nil
    ) {
        self.kind = kind
        self.language = language
        self.subject = subject
        self.paragraphs = paragraphs
        self.link = link
        self.note = note
    }

    public var text: String {
        (paragraphs + [link.map { "\($0.label):\n\($0.url)" }, note].compactMap { $0 }).joined(separator: "\n\n") + "\n"
    }

    public var html: String {
        var parts = paragraphs.map { "<p>\(escapedHTML($0))</p>" }
        if let link { parts.append("<p><a href=\"\(escapedHTML(link.url))\">\(escapedHTML(link.label))</a></p>") }
        if let note { parts.append("<p><small>\(escapedHTML(note))</small></p>") }
        return "<!doctype html>\n<html lang=\"\(language.tag)\"><meta charset=\"utf-8\"><title>\(escapedHTML(subject))</title>\n<body>\n"
            + parts.joined(separator: "\n") + "\n</body></html>\n"
    }

    /// The mail to post into the outbox. The subject never breaks its header line.
    public func mail(
        id: MailID, to recipient: EmailAddress, account: AccountID?, brand: BrandID, at time: Timestamp
    ) -> Mail {
        let subject = String(subject.map { $0.isNewline ? " " : $0 }.prefix(200))
        return Mail(
            id: id, brandID: brand, accountID: account, kind: kind, recipient: recipient, subject: subject, text: text, html: html,
            createdAt: time)
    }
}

/// Text as HTML shows it, inside elements and quoted attributes.
public func escapedHTML(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
