import Foundation
import Platform
import Telecom

extension Texts {
    /// Those of the pages.
    static let all = Texts(of: .module)
}

extension Language {
    /// A text with its parameters in place.
    func text(_ key: String, _ parameters: [String: String] = [:]) -> String { Texts.all.text(key, in: self, parameters) }

    /// A text that counts; `{count}` in it is the number.
    func text(_ key: String, count: Int64, _ parameters: [String: String] = [:]) -> String {
        Texts.all.text(key, in: self, count: count, parameters)
    }

    /// A text whose key comes from outside, such as the code of a refusal; `nil` when there is none.
    func textIfAny(_ key: String) -> String? { Texts.all.texts[self]?[key]?.other }
}
