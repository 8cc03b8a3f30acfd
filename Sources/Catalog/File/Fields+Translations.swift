import Telecom
import Yams

extension Fields {
    /// What each text of the catalogue is in other languages, by text.
    func translations(_ key: String) -> [String: [Language: String]] {
        let languages = Language.allCases.map(\.rawValue)
        var translations: [String: [Language: String]] = [:]
        for (text, node) in entries(key, most: 5000) {
            guard let fields = Fields(node, at: "\(inside(key)).\(text)", keys: languages, problems) else { continue }
            for language in Language.allCases {
                if let translated = fields.optionalText(language.rawValue, 1...500) {
                    translations[text, default: [:]][language] = translated
                }
            }
        }
        return translations
    }
}
