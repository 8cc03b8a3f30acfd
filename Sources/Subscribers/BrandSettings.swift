import Telecom

/// How a brand shows itself to people.
public struct BrandSettings: Sendable, Equatable {
    /// 1...40 characters on one line.
    public var name: String
    /// Of buttons and links on light surfaces; `nil` for the standard one.
    public var accentLight: Color?
    /// The same on dark surfaces.
    public var accentDark: Color?
    /// Where people get help.
    public var supportEmail: EmailAddress?
    /// Whose service it is, in the words that the law asks for; at most 1,000 characters in several lines.
    public var legal: String?
    public var logo: PNGImage?
    /// What the first page says, where that is not the standard.
    public var texts: [Language: BrandTexts]

    public init(
        name: String, accentLight: Color? = nil, accentDark: Color? = nil, supportEmail: EmailAddress? = nil, legal: String? = nil,
        logo: PNGImage? = nil, texts: [Language: BrandTexts] = [:]
    ) {
        self.name = name
        self.accentLight = accentLight
        self.accentDark = accentDark
        self.supportEmail = supportEmail
        self.legal = legal
        self.logo = logo
        self.texts = texts.filter { $0.value != BrandTexts() }
    }
}

/// A brand's own words on its first page, in one language.
public struct BrandTexts: Sendable, Equatable, Codable {
    /// 1...60 characters on one line; `nil` for the standard one.
    public var heading: String?
    /// What stands below the heading: 1...200 characters on one line; `nil` for the standard one.
    public var lead: String?

    public static let longestHeading = 60
    public static let longestLead = 200

    public init(heading: String? = nil, lead: String? = nil) {
        self.heading = heading
        self.lead = lead
    }
}

/// A rule that settings break.
public enum BrandProblem: Hashable, Sendable {
    case name
    /// Text in this colour, or on it, could not be read: the contrast that it has where it is worst.
    case accentLight(contrast: Double)
    case accentDark(contrast: Double)
    case legal
    case heading(Language)
    case lead(Language)
}

extension BrandSettings {
    /// What text needs to be read. Source: WCAG 2.2 §1.4.3 (AA).
    public static let leastContrast = 4.5
    /// The surfaces that the pages have, by scheme. A test holds them against the style sheet.
    public static let lightSurfaces = [Color("#ffffff")!, Color("#f6f6f2")!]
    public static let darkSurfaces = [Color("#161c18")!, Color("#0d110f")!]

    /// Every rule that is broken.
    public var problems: [BrandProblem] {
        var problems: [BrandProblem] = []
        if !Self.isLine(name, longest: 40) { problems.append(.name) }
        if let worst = accentLight.map({ Self.worstContrast(of: $0, on: Self.lightSurfaces) }), worst < Self.leastContrast {
            problems.append(.accentLight(contrast: worst))
        }
        if let worst = accentDark.map({ Self.worstContrast(of: $0, on: Self.darkSurfaces) }), worst < Self.leastContrast {
            problems.append(.accentDark(contrast: worst))
        }
        if let legal, legal.count > 1000 || legal.utf8.count > 4000 || Self.hasControls(legal, lines: true) { problems.append(.legal) }
        for language in Language.allCases {
            guard let texts = texts[language] else { continue }
            if let heading = texts.heading, !Self.isLine(heading, longest: BrandTexts.longestHeading) {
                problems.append(.heading(language))
            }
            if let lead = texts.lead, !Self.isLine(lead, longest: BrandTexts.longestLead) { problems.append(.lead(language)) }
        }
        return problems
    }

    /// Of the accent on every surface, and on the soft one that is mixed from it.
    private static func worstContrast(of accent: Color, on surfaces: [Color]) -> Double {
        (surfaces + [accent.soft(on: surfaces[0])]).map { accent.contrast(with: $0) }.min()!
    }

    private static func isLine(_ text: String, longest: Int) -> Bool {
        (1...longest).contains(text.count) && text.utf8.count <= 4 * longest && !text.allSatisfy(\.isWhitespace)
            && !hasControls(text, lines: false)
    }

    private static func hasControls(_ text: String, lines: Bool) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control && !(lines && ($0 == "\n" || $0 == "\r")) }
    }
}

extension Color {
    /// The surface behind accented text.
    public func soft(on surface: Color) -> Color { over(surface, share: 0.12) }

    /// White or near black, whichever is read more easily on this colour; one of them always has 4.5.
    public var ink: Color {
        let (white, black) = (Color("#ffffff")!, Color("#06140c")!)
        return contrast(with: white) >= contrast(with: black) ? white : black
    }
}
