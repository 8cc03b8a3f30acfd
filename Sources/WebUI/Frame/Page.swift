import HTTPAPI
import Hummingbird
import Mustache
import Telecom

/// One page: the frame that all share, and its own model, rendered by the template that bears the model's name.
struct Page<Model> {
    let shell: Shell
    let model: Model

    /// A page is made for one person and is not kept by anyone.
    func content(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Content {
        Content("text/html; charset=utf-8", html, status: status, headers: headers)
    }

    var html: String {
        let name = String(describing: Model.self)
        guard let html = Templates.libraries[shell.language]?.render(Rendering(shell: shell, page: model), withTemplate: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return html
    }
}

/// What the templates see: the shell's fields under their own names, the model's under `page`.
private struct Rendering<Model> {
    let lang: String
    let brand: String
    let logo: String?
    let supportEmail: String?
    let legal: String?
    let title: String
    let note: String?
    let formToken: String
    let onward: String
    let isSignedIn: Bool
    let isStaff: Bool
    let isConsole: Bool
    let places: [Shell.Link]
    let languages: [Shell.LanguageChoice]
    let page: Model

    init(shell: Shell, page: Model) {
        lang = shell.language.tag
        brand = shell.brand
        logo = shell.logo
        supportEmail = shell.supportEmail
        legal = shell.legal
        title = shell.title
        note = shell.note
        formToken = shell.formToken
        onward = shell.onward
        isSignedIn = shell.isSignedIn
        isStaff = shell.isStaff
        isConsole = shell.place == .console
        places = shell.places
        languages = Language.allCases.map { Shell.LanguageChoice(id: $0.rawValue, name: $0.name, isChosen: $0 == shell.language) }
        self.page = page
    }
}
