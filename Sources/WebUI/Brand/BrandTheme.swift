import Foundation

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

    private static func properties(_ accent: Accent) -> String {
        "--accent: \(accent.color); --accent-ink: \(accent.ink); --accent-soft: \(accent.soft);"
    }
}

/// A colour of sRGB, such as `#0f6b43`.
struct Color: Sendable, Equatable, CustomStringConvertible {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    init?(_ text: String) {
        guard text.utf8.count == 7, text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16), !text.contains("+") else {
            return nil
        }
        (red, green, blue) = (UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }

    var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// How easily the two are told apart, 1...21. Text needs 4.5, large text and the borders of fields 3. Source: WCAG 2.2 §1.4.3, §1.4.11.
    func contrast(with other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// Source: WCAG 2.2, relative luminance.
    private var luminance: Double {
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}
