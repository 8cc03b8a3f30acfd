import Foundation
import Platform
import Telecom

/// What is wrong with texts, in words: one that is missing in a language, or has other parameters or forms there than in English.
public func faults(of texts: Texts) -> [String] {
    let all = texts.texts
    var faults: [String] = []
    for key in Set(all.values.flatMap(\.keys)).sorted() {
        let english = all[.english]?[key]
        for language in Language.allCases {
            guard let text = all[language]?[key] else {
                faults.append("\(key) has no \(language) text")
                continue
            }
            if text.other.isEmpty || text.one == "" { faults.append("\(key) is empty in \(language)") }
            if text.parameters != english?.parameters { faults.append("\(key) has other parameters in \(language)") }
            if (text.one == nil) != (english?.one == nil) { faults.append("\(key) has other forms in \(language)") }
            if text.other.trimmingCharacters(in: .whitespaces) != text.other { faults.append("\(key) has spaces around it in \(language)") }
            if text.other.contains("'") { faults.append("\(key) has a typewriter's apostrophe in \(language)") }
        }
    }
    return faults
}
