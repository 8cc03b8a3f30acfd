import Foundation
import Subscribers
import Telecom
import Testing

@testable import WebUI

/// The colours of the style sheet and of the brand, in light and dark, as WCAG 2.2 AA measures them.
@Suite struct ContrastTests {
    /// Text and what it stands on. 4.5: WCAG 2.2 §1.4.3.
    static let texts = [
        ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("quiet", "paper"), ("quiet", "surface"), ("quiet", "sunken"),
        ("accent", "paper"), ("accent", "surface"), ("accent", "accent-soft"), ("accent-ink", "accent"), ("ink", "accent-soft"),
        ("quiet", "accent-soft"), ("flower-ink", "flower-soft"), ("alarm", "surface"), ("alarm", "alarm-soft"), ("ink", "alarm-soft"),
        ("alarm-ink", "alarm"), ("alarm", "paper"),
    ]
    /// Borders of fields and graphics. 3: WCAG 2.2 §1.4.11. The yellow of a low ring is not alone: the figure stands in it.
    static let shapes = [("edge", "surface"), ("edge", "paper"), ("accent", "surface"), ("accent", "sunken")]

    /// The properties of both schemes: the first block, and the block for dark.
    func schemes() throws -> [(name: String, colors: [String: Color])] {
        let sheet = String(decoding: try #require(Asset.all["gorse.css"]).bytes, as: UTF8.self) + BrandTheme.standard.css
        var (light, dark): ([String: Color], [String: Color]) = ([:], [:])
        var isDark = false
        for line in sheet.split(separator: "\n") {
            if line.hasPrefix("@media") { isDark = line.contains("prefers-color-scheme: dark") }
            for match in line.matches(of: /--([a-z-]+): (#[0-9a-f]{6});/) {
                let color = try #require(Color(String(match.2)))
                if isDark { dark[String(match.1)] = color } else { light[String(match.1)] = color }
            }
            if line == "}" { isDark = false }
        }
        return [("light", light), ("dark", light.merging(dark) { $1 })]
    }

    @Test func `text and shapes stand out in light and in dark`() throws {
        for (name, colors) in try schemes() {
            for (pairs, least) in [(Self.texts, 4.5), (Self.shapes, 3)] {
                for (front, back) in pairs {
                    let contrast = try #require(colors[front], "--\(front)").contrast(with: try #require(colors[back], "--\(back)"))
                    #expect(contrast >= least, "\(front) on \(back) is \(contrast) in \(name)")
                }
            }
        }
    }

    @Test func `a brand's colours are measured on the surfaces that the pages have`() throws {
        for ((_, colors), surfaces) in zip(try schemes(), [BrandSettings.lightSurfaces, BrandSettings.darkSurfaces]) {
            #expect(surfaces == [colors["surface"], colors["paper"]])
        }
        for (name, block) in [("light", ".preview.light"), ("dark", ".preview.dark")] {
            let colors = try #require(try schemes().first { $0.name == name }).colors
            let line = try #require(BrandTheme.standard.previewCSS.split(separator: "\n").first { $0.hasPrefix(block) })
            for property in ["surface", "ink", "quiet", "line", "accent"] {
                #expect(line.contains("--\(property): \(try #require(colors[property]));"), "\(property) in \(name)")
            }
        }
    }

    @Test func `both schemes set every colour of their own`() throws {
        let sheet = String(decoding: try #require(Asset.all["gorse.css"]).bytes, as: UTF8.self)
        let rules = sheet.components(separatedBy: "*, *::before").dropFirst().joined()
        #expect(rules.matches(of: /#[0-9a-fA-F]{3,8}\b/).map { String($0.0) }.allSatisfy { $0 == "#ffffff" }, "a rule holds a colour")
    }

    @Test(arguments: [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)])
    func `contrast is what the standard computes`(_ a: String, _ b: String, _ expected: Double) throws {
        #expect(abs(try #require(Color(a)).contrast(with: try #require(Color(b))) - expected) < 0.01)
    }

    @Test(arguments: ["", "#fff", "0f6b43", "#0f6b4g", "#+f6b43", "#0f6b4300", "red"]) func `what is no colour is none`(_ text: String) {
        #expect(Color(text) == nil)
    }
}
