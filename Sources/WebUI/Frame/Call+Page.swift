import HTTPAPI
import Platform
import Telecom

extension Call {
    /// A page in the frame of the caller's brand and language.
    /// - Parameters:
    ///   - hasForm: it posts a form even before sign-in, so it needs the form cookie.
    ///   - note: what the request before has done, said on top of the page.
    func page<Model>(_ title: String, at place: Shell.Place? = nil, hasForm: Bool = false, note: String? = nil, _ model: Model) -> Page<
        Model
    > {
        var shell = Shell(
            platform.look(of: brandID), for: principalIfAny, in: language, title: title, note: note, place: place,
            formToken: hasForm || principalIfAny != nil ? formToken() : "")
        shell.onward = text("then").map { Destination($0).query } ?? ""
        return Page(shell: shell, model: model)
    }
}
