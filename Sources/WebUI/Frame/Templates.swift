import Foundation
import Mustache
import Platform
import Telecom

/// The templates, parsed once for each language. They are part of the program: one that does not parse is a programmer's mistake.
///
/// Before a template is parsed, three kinds of tags are replaced by what they name:
/// `{{t lines.title}}` by a text, in which each `{parameter}` becomes the variable of that name; `{{icon bell}}` by the picture of
/// that name in `Assets/icons.svg`; `{{asset gorse.css}}` by the address of a file in `Assets`.
enum Templates {
    static let libraries: [Language: MustacheLibrary] = {
        do {
            let sources = try Templates.sources()
            return Dictionary(
                uniqueKeysWithValues: try Language.allCases.map { language in
                    (
                        language,
                        MustacheLibrary(
                            templates: try sources.mapValues { try MustacheTemplate(string: translated($0, language, Texts.all)) })
                    )
                })
        } catch {
            preconditionFailure("the templates do not load: \(error)")
        }
    }()

    /// The files of the folder by name, as they are written.
    static func sources() throws -> [String: String] {
        let folder = Bundle.module.resourceURL!.appendingPathComponent("Templates")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return Dictionary(
            uniqueKeysWithValues: try files.filter { $0.pathExtension == "mustache" }.map {
                ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
            })
    }

    static var tag: Regex<(Substring, Substring, Substring)> { /\{\{(t|icon|asset) ([A-Za-z0-9_.-]+)\}\}/ }

    static func translated(_ source: String, _ language: Language, _ texts: Texts) throws -> String {
        try source.replacing(tag) { match in
            let name = String(match.2)
            switch match.1 {
            case "icon": return Icon.html(name)
            case "asset": return try Asset.path(of: name)
            default:
                guard let text = texts.texts[language]?[name] else { throw Texts.Fault(description: "there is no text \(name)") }
                return Language.escaped(text.other).replacing(Texts.parameter) { "{{\($0.1)}}" }
            }
        }
    }
}

extension Language {
    /// Text as HTML shows it, inside elements and quoted attributes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

/// A picture of our own, drawn in the colour of the text around it and hidden from those who do not see it.
enum Icon {
    /// In the order of the file.
    static let names: [String] = (Asset.all["icons.svg"].map { String(decoding: $0.bytes, as: UTF8.self) } ?? "")
        .matches(of: /<symbol id="([a-z-]+)"/).map { String($0.1) }

    static func html(_ name: String) -> String {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"\((try? Asset.path(of: "icons.svg")) ?? "")#\(name)\"/></svg>"
    }
}
