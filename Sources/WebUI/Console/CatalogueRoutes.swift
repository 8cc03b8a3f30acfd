import Catalog
import HTTPAPI
import Platform
import Telecom

enum ConsoleCatalogueRoutes {
    static let endpoints: [Endpoint] = [show, preview, publish]

    static let show = Endpoint.consolePage(
        "/console/catalogue", "showConsoleCatalogue", "Show the catalogue to be edited",
        parameters: [.query("version", .integer(1...1_000_000_000), "Begin with this published version.")]
    ) { page, call in
        let present = try call.platform.catalogText(as: page.principal)
        guard let version = call.integer("version") else { return try await page.catalogue(text: present.text, draft: nil) }
        return try await page.catalogue(text: try await call.platform.catalogVersion(version, as: page.principal).text, draft: nil)
    }

    static let preview = Endpoint.consoleForm(
        "/console/catalogue/preview", "previewCatalogByForm", "Check a catalogue and show what it would change",
        access: .role(.admin, .support), input: CatalogForm.self, bodyLimit: formLimit
    ) { page, call, form in
        let text = form.text.replacing("\r\n", with: "\n")
        return try await page.catalogue(text: text, draft: try call.platform.previewCatalog(text, as: page.principal))
    }

    static let publish = Endpoint.consoleForm(
        "/console/catalogue", "publishCatalogByForm", "Publish a catalogue", input: PublishForm.self, bodyLimit: formLimit
    ) { page, call, form in
        let text = form.text.replacing("\r\n", with: "\n")
        do {
            _ = try await call.platform.publishCatalog(text, note: form.note, after: form.after, as: page.principal)
            return .seeOther("/console/catalogue", done: "catalogue_published")
        } catch let error as PlatformError where error.parameter == "note" {
            var content = try await page.catalogue(
                text: text, draft: try call.platform.previewCatalog(text, as: page.principal), note: form.note,
                noteProblem: page.language.text("console.catalogue.note_hint"))
            content.status = .unprocessableContent
            return content
        }
    }

    /// A catalogue of 1 MiB, percent-encoded at worst.
    private static let formLimit = 3 * CatalogFile.greatestSize + 2000
}

extension ConsolePage {
    fileprivate func catalogue(
        text: String, draft: CatalogDraft?, note: String? = nil, noteProblem: String? = nil
    ) async throws -> Content {
        let present = try call.platform.catalogText(as: principal)
        let versions = try await call.platform.catalogVersions(limit: 20, as: principal)
        return content(
            .catalogue,
            ConsoleCataloguePage(
                text: text, draft: draft, after: draft?.after ?? present.version, versions: versions, present: present, note: note,
                noteProblem: noteProblem, menu: menu(.catalogue), reader: principal, in: language))
    }
}

struct CatalogForm: ConsoleForm {
    let formToken: String
    let text: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("text", .prose(0...2 * CatalogFile.greatestSize)),
    ])
}

struct PublishForm: ConsoleForm {
    let formToken: String
    let text: String
    let note: String
    let after: Int64
    let sure: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("text", .prose(0...2 * CatalogFile.greatestSize)),
        .required("note", .text(0...200)), .required("after", .integer(0...1_000_000_000)), .required("sure", .oneOf(["yes"])),
    ])
}
