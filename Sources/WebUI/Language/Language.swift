import Foundation
import HTTPAPI
import HTTPTypes
import Platform
import Telecom

/// A language that the pages speak.
enum Language: String, CaseIterable, Codable, Sendable {
    case english = "en"
    case spanish = "es"
    case french = "fr"

    /// What the language calls itself.
    var name: String {
        switch self {
        case .english: "English"
        case .spanish: "Español"
        case .french: "Français"
        }
    }

    /// Whose numbers and dates it writes: those of North America. Also the `lang` of its pages. BCP 47.
    var tag: String {
        switch self {
        case .english: "en-US"
        case .spanish: "es-US"
        case .french: "fr-CA"
        }
    }

    var locale: Locale {
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
    static let cookie = "gorse_language"

    /// By a BCP 47 tag such as `es-MX`; `nil` when the pages do not speak it.
    init?(tag: some StringProtocol) {
        self.init(rawValue: tag.prefix { $0 != "-" }.lowercased())
    }

    /// The language for a reader: what the account says, else what this browser chose before, else what it prefers, else English.
    init(principal: Principal?, cookie: String?, headers: HTTPFields) {
        self =
            principal?.language.flatMap { Language(tag: $0) } ?? cookie.flatMap { Language(rawValue: $0) }
            ?? headers[.acceptLanguage].flatMap { Language(preferred: $0) } ?? .english
    }

    /// The one that an `Accept-Language` header prefers; the first of equals; `nil` when it names none of ours. Reads at most 20 ranges.
    /// Source: RFC 9110 §12.5.4.
    init?(preferred header: String) {
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

extension Call {
    /// The language of the answer.
    var language: Language { Language(principal: principalIfAny, cookie: cookie(Language.cookie), headers: headers) }
}
