import Foundation

/// A language that people are spoken to in, by pages, mails and notifications.
public enum Language: String, CaseIterable, Codable, Sendable {
    case english = "en"
    case spanish = "es"
    case french = "fr"

    /// What the language calls itself.
    public var name: String {
        switch self {
        case .english: "English"
        case .spanish: "Español"
        case .french: "Français"
        }
    }

    /// Whose numbers and dates it writes: those of North America. Also the `lang` of pages and mails. BCP 47.
    public var tag: String {
        switch self {
        case .english: "en-US"
        case .spanish: "es-US"
        case .french: "fr-CA"
        }
    }

    public var locale: Locale {
        switch self {
        case .english: Self.englishLocale
        case .spanish: Self.spanishLocale
        case .french: Self.frenchLocale
        }
    }

    private static let englishLocale = Locale(identifier: "en_US")
    private static let spanishLocale = Locale(identifier: "es_US")
    private static let frenchLocale = Locale(identifier: "fr_CA")
}

extension Language {
    /// By a BCP 47 tag such as `es-MX`; `nil` when it is none of ours.
    public init?(tag: some StringProtocol) {
        self.init(rawValue: tag.prefix { $0 != "-" }.lowercased())
    }

    /// The one that an `Accept-Language` header prefers; the first of equals; `nil` when it names none of ours. Reads at most 20 ranges.
    /// Source: RFC 9110 §12.5.4.
    public init?(preferred header: String) {
        var best: (language: Language, weight: Double)?
        for range in header.split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let language = parts.first.flatMap({ Language(tag: $0) }) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }
            let weight = quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }
}
