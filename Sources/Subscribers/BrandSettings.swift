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

    public init(
        name: String, accentLight: Color? = nil, accentDark: Color? = nil, supportEmail: EmailAddress? = nil, legal: String? = nil,
        logo: PNGImage? = nil
    ) {
        self.name = name
        self.accentLight = accentLight
        self.accentDark = accentDark
        self.supportEmail = supportEmail
        self.legal = legal
        self.logo = logo
    }
}

/// A rule that settings break.
public enum BrandProblem: Hashable, Sendable {
    case name
    /// Text in this colour, or on it, could not be read: the contrast that it has where it is worst.
    case accentLight(contrast: Double)
    case accentDark(contrast: Double)
    case legal
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
        if !(1...40).contains(name.count) || name.utf8.count > 160 || name.allSatisfy(\.isWhitespace)
            || Self.hasControls(name, lines: false)
        {
            problems.append(.name)
        }
        if let worst = accentLight.map({ Self.worstContrast(of: $0, on: Self.lightSurfaces) }), worst < Self.leastContrast {
            problems.append(.accentLight(contrast: worst))
        }
        if let worst = accentDark.map({ Self.worstContrast(of: $0, on: Self.darkSurfaces) }), worst < Self.leastContrast {
            problems.append(.accentDark(contrast: worst))
        }
        if let legal, legal.count > 1000 || legal.utf8.count > 4000 || Self.hasControls(legal, lines: true) { problems.append(.legal) }
        return problems
    }

    /// Of the accent on every surface, and on the soft one that is mixed from it.
    private static func worstContrast(of accent: Color, on surfaces: [Color]) -> Double {
        (surfaces + [accent.soft(on: surfaces[0])]).map { accent.contrast(with: $0) }.min()!
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
