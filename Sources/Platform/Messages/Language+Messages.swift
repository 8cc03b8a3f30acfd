import Foundation
import Telecom

extension Texts {
    /// Those of mails and notifications.
    static let messages = Texts(of: .module)
}

extension Language {
    /// Of an account, whose language may be any: English for one that is none of ours.
    init(of accountLanguage: String) {
        self = Language(tag: accountLanguage) ?? .english
    }

    /// A text of a mail or notification with its parameters in place.
    func message(_ key: String, _ parameters: [String: String] = [:]) -> String { Texts.messages.text(key, in: self, parameters) }

    /// One that counts; `{count}` in it is the number.
    func message(_ key: String, count: Int64, _ parameters: [String: String] = [:]) -> String {
        Texts.messages.text(key, in: self, count: count, parameters)
    }
}
