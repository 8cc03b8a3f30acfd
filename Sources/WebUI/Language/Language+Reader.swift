import Catalog
import HTTPAPI
import HTTPTypes
import Platform
import Telecom

extension Language {
    static let cookie = "gorse_language"

    /// The language for a reader: what the account says, else what this browser chose before, else what it prefers, else English.
    init(principal: Principal?, cookie: String?, headers: HTTPFields) {
        self =
            principal?.language.flatMap { Language(tag: $0) } ?? cookie.flatMap { Language(rawValue: $0) }
            ?? headers[.acceptLanguage].flatMap { Language(preferred: $0) } ?? .english
    }

    /// How often a price falls due, beside it.
    func cycle(_ cadence: Service.Cadence) -> String? {
        switch cadence {
        case .monthly: text("plans.cycle.monthly")
        case .yearly: text("plans.cycle.yearly")
        case .once, .never: nil
        }
    }
}

extension Call {
    /// The language of the answer.
    var language: Language { Language(principal: principalIfAny, cookie: cookie(Language.cookie), headers: headers) }

    /// What the brand sells, in the reader's language.
    var catalog: Catalog { platform.catalogs.catalog(for: brandID, in: language) }
}
