import Platform
import Subscribers
import Telecom

/// The colours that make a brand's look. Everything else of the pages stays as `gorse.css` says, so a brand is these few properties.
struct BrandTheme: Sendable {
    /// An accent and what stands on it.
    struct Accent: Sendable {
        /// Of buttons, links and bars, on the surfaces of its scheme.
        let color: Color
        /// Of text on a button.
        let ink: Color
        /// Behind accented text.
        let soft: Color
    }

    let light: Accent
    let dark: Accent

    /// Gorse in the morning.
    static let standard = BrandTheme(
        light: Accent(color: Color("#0f6b43")!, ink: Color("#ffffff")!, soft: Color("#e2f1e8")!),
        dark: Accent(color: Color("#74d8a3")!, ink: Color("#06140c")!, soft: Color("#163024")!))

    var css: String {
        """
        :root { \(Self.properties(light)) }
        @media (prefers-color-scheme: dark) { :root { \(Self.properties(dark)) } }

        """
    }

    /// The two schemes side by side, whichever the reader's is, for the preview in the console.
    var previewCSS: String {
        """
        .preview.light { \(Self.properties(light)) --surface: \(BrandSettings.lightSurfaces[0]); --ink: #151d18; --quiet: #58635c; --line: #e2e3dc; }
        .preview.dark { \(Self.properties(dark)) --surface: \(BrandSettings.darkSurfaces[0]); --ink: #e9efe9; --quiet: #a4afa7; --line: #29322c; }

        """
    }

    private static func properties(_ accent: Accent) -> String {
        "--accent: \(accent.color); --accent-ink: \(accent.ink); --accent-soft: \(accent.soft);"
    }
}

extension BrandTheme.Accent {
    /// What goes with a colour on a surface.
    init(_ color: Color, on surface: Color) {
        self.init(color: color, ink: color.ink, soft: color.soft(on: surface))
    }
}

extension BrandTheme {
    /// The standard one where the brand has chosen none.
    init(_ look: BrandLook) {
        light = look.accentLight.map { Accent($0, on: BrandSettings.lightSurfaces[0]) } ?? Self.standard.light
        dark = look.accentDark.map { Accent($0, on: BrandSettings.darkSurfaces[0]) } ?? Self.standard.dark
    }
}
