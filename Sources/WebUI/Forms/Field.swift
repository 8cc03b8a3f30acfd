/// One field of a form with its label, for the template `Field`: `{{#email}}{{>Field}}{{/email}}`. What was typed comes back with what is
/// wrong beside it, except secrets.
struct Field {
    enum Kind: String {
        case text, email, password, number, tel, search
    }

    /// The name in the form; also the element's id.
    let name: String
    let label: String
    let type: String
    var value: String
    /// How to fill it in.
    let hint: String?
    /// What is wrong with what was typed.
    let problem: String?
    /// The value of `autocomplete`. Source: HTML, autofill.
    let autocomplete: String?
    /// The keyboard of a phone, where the type does not say it.
    let inputmode: String?
    let isOptional: Bool
    let minLength: Int?
    let maxLength: Int
    /// `-hint` and `-problem` of those that are there.
    let describedBy: String?

    init(
        _ name: String, _ label: String, _ kind: Kind = .text, value: String? = nil, hint: String? = nil, problem: String? = nil,
        autocomplete: String? = nil, inputmode: String? = nil, isOptional: Bool = false, minLength: Int? = nil, maxLength: Int
    ) {
        self.name = name
        self.label = label
        type = kind.rawValue
        self.value = kind == .password ? "" : value ?? ""
        self.hint = hint
        self.problem = problem
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.isOptional = isOptional
        self.minLength = minLength
        self.maxLength = maxLength
        let descriptions = [hint.map { _ in "\(name)-hint" }, problem.map { _ in "\(name)-problem" }].compactMap(\.self)
        describedBy = descriptions.isEmpty ? nil : descriptions.joined(separator: " ")
    }
}

/// A choice of one among several, for the template `Choice`.
struct Choice {
    struct Option {
        let value: String
        let label: String
        let isChosen: Bool
    }

    let name: String
    let label: String
    let hint: String?
    let options: [Option]

    init(_ name: String, _ label: String, hint: String? = nil, chosen: String?, _ options: [(value: String, label: String)]) {
        self.name = name
        self.label = label
        self.hint = hint
        self.options = options.map { Option(value: $0.value, label: $0.label, isChosen: $0.value == chosen) }
    }
}
