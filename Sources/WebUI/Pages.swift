import HTTPAPI

/// The site map of the pages for people. Every page works without scripts, loads nothing from other hosts, and acts only on POST.
///
/// To add a page: a folder for its noun with `<Name>Page+Model.swift` (what the template shows, already as text) and a routes file,
/// `Templates/<Name>Page.mustache` around `Shell`, and its endpoints here. A form carries `{{>FormToken}}`; its handler begins with
/// `try call.checkForm(input.formToken)`.
public enum Pages {
    public static let all: [Endpoint] =
        AssetRoutes.endpoints + HomeRoutes.endpoints + CatalogPageRoutes.endpoints
        + SignInRoutes.endpoints + MailedLinkRoutes.endpoints + AccountPageRoutes.endpoints
        + OrderPageRoutes.endpoints
        + OutboxRoutes.endpoints
}
