import Telecom

extension Catalog {
    /// One of the catalogue's own texts, or what was one when an order was placed, as people of `language` read it. A text that is not
    /// translated stays as it is.
    public func text(_ text: String, in language: Language) -> String { translations[text]?[language] ?? text }

    /// This catalogue as people of `language` read it: names, descriptions, availability, features, fees, taxes and zones. Ids, prices and the
    /// brand's name are the same in every language.
    public func translated(into language: Language) -> Catalog {
        let categories = categories.map { category in
            Category(
                id: category.id, title: text(category.title, in: language), description: text(category.description, in: language),
                services: category.services.map { service in
                    var translated = service
                    translated.name = text(service.name, in: language)
                    translated.description = text(service.description, in: language)
                    translated.availability = text(service.availability, in: language)
                    translated.features = service.features.map { text($0, in: language) }
                    translated.processingFee = service.processingFee.map { text($0, in: language) }
                    translated.responseTime = service.responseTime.map { text($0, in: language) }
                    return translated
                })
        }
        let taxes = taxes.mapValues {
            TaxRate(country: $0.country, name: text($0.name, in: language), basisPoints: $0.basisPoints)
        }
        return Catalog(
            platform: platform, version: version, currencies: currencies, categories: categories, aliases: aliases, rewards: rewards,
            taxes: taxes, policy: policy,
            zones: zones.map {
                Zone(
                    id: $0.id, name: text($0.name, in: language), countries: $0.countries, data: $0.data, talkAndText: $0.talkAndText)
            }, tariffs: tariffs, translations: translations)
    }

    /// Every text that people read, once, in the order in which it first stands.
    public var texts: [String] {
        let all = categories.flatMap { category in
            [category.title, category.description]
                + category.services.flatMap { service in
                    [service.name, service.description, service.availability] + service.features
                        + [service.processingFee, service.responseTime].compactMap(\.self)
                }
        }
        var seen: Set<String> = [""]
        return (all + taxes.values.map(\.name).sorted() + zones.map(\.name)).filter { seen.insert($0).inserted }
    }
}

/// Where a catalogue and its translations do not meet. It can be sold all the same: what is not translated is shown as it stands.
public enum TranslationGap: Sendable, Equatable, CustomStringConvertible {
    /// The text is shown as it stands to people of the language.
    case missing(text: String, Language)
    /// No text of the catalogue reads like this: it was changed, or is mistyped.
    case unused(text: String)

    public var description: String {
        switch self {
        case .missing(let text, let language): "not translated into \(language.rawValue): \(text)"
        case .unused(let text): "a translation of what is not in the catalogue: \(text)"
        }
    }
}

extension Catalog {
    /// None for a catalogue without translations, which speaks one language. Otherwise every language that one of its texts is translated
    /// into is wanted for all of them.
    public var translationGaps: [TranslationGap] {
        let wanted = Language.allCases.filter { language in translations.values.contains { $0[language] != nil } }
        let texts = texts
        let missing = texts.flatMap { text in
            wanted.filter { translations[text]?[$0] == nil }.map { TranslationGap.missing(text: text, $0) }
        }
        return missing + translations.keys.filter { !texts.contains($0) }.sorted().map { .unused(text: $0) }
    }
}
