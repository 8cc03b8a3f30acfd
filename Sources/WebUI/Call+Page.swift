import HTTPAPI
import Platform
import Telecom

extension Call {
    /// A page in the frame of the caller's brand.
    /// - Parameter hasForm: it posts a form even before sign-in, so it needs the form cookie.
    func page<Model>(_ title: String, at place: Shell.Place? = nil, hasForm: Bool = false, _ model: Model) -> Page<Model> {
        let shell = Shell(
            brand: platform.catalogs.catalog(for: brandID).platform, title: title, place: place, isSignedIn: principalIfAny != nil,
            isAdmin: principalIfAny?.role == .admin, formToken: hasForm || principalIfAny != nil ? formToken() : "")
        return Page(shell: shell, model: model)
    }
}
