import Foundation
import HTTPAPI
import Hummingbird
import Mustache

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
        guard let html = Templates.library.render(Rendering(shell: shell, page: model), withTemplate: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return html
    }
}

/// What the templates see: the shell's fields under their own names, the model's under `page`.
private struct Rendering<Model> {
    let brand: String
    let title: String
    let formToken: String
    let isSignedIn: Bool
    let isAdmin: Bool
    let isCatalogue: Bool
    let isBuy: Bool
    let isAccount: Bool
    let isOutbox: Bool
    let isSignIn: Bool
    let isSignUp: Bool
    let page: Model

    init(shell: Shell, page: Model) {
        brand = shell.brand
        title = shell.title
        formToken = shell.formToken
        isSignedIn = shell.isSignedIn
        isAdmin = shell.isAdmin
        isCatalogue = shell.place == .catalogue
        isBuy = shell.place == .buy
        isAccount = shell.place == .account
        isOutbox = shell.place == .outbox
        isSignIn = shell.place == .signIn
        isSignUp = shell.place == .signUp
        self.page = page
    }
}

/// The frame around a page.
struct Shell {
    enum Place {
        case catalogue, buy, account, outbox, signIn, signUp
    }

    let brand: String
    let title: String
    /// The entry of the menu that the page belongs to.
    let place: Place?
    let isSignedIn: Bool
    let isAdmin: Bool
    /// Proves that a form was sent from a page of ours.
    let formToken: String
}

enum Templates {
    /// All templates, parsed at the first page. They are part of the program: one that does not parse is a programmer's mistake.
    static let library: MustacheLibrary = {
        let folder = Bundle.module.resourceURL!.appendingPathComponent("Templates")
        do {
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let templates = try files.filter { $0.pathExtension == "mustache" }.map { file in
                (file.deletingPathExtension().lastPathComponent, try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8)))
            }
            return MustacheLibrary(templates: Dictionary(uniqueKeysWithValues: templates))
        } catch {
            preconditionFailure("the templates do not load: \(error)")
        }
    }()
}
