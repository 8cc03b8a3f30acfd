import Catalog
import Platform
import Store
import Telecom

/// The catalogue as the operator writes it.
enum CatalogVersionRoutes {
    static let endpoints = [present, preview, publish, list, read]

    static let present = Endpoint(
        .get, "/v1/admin/catalog", "getCatalogText", tag: "Catalog", "Get the catalogue that counts, as its operator wrote it",
        access: .role(.admin, .support, scope: "admin:read"), output: CatalogTextBody.self
    ) { call in
        try CatalogTextBody(call.platform.catalogText(as: try call.principal))
    }

    static let preview = Endpoint(
        .post, "/v1/admin/catalog/preview", "previewCatalog", tag: "Catalog", "Check a catalogue and tell what it would change",
        description: "The same rules as `gorse catalog check`. Nothing is written.",
        access: .role(.admin, .support, scope: "admin:read"), input: CatalogDraftBody.self, bodyLimit: catalogLimit,
        output: CatalogPreviewBody.self, isIdempotent: false
    ) { call, input in
        CatalogPreviewBody(try call.platform.previewCatalog(input.text, as: try call.principal))
    }

    static let publish = Endpoint(
        .post, "/v1/admin/catalog/versions", "publishCatalog", tag: "Catalog", "Publish a catalogue",
        description: "It counts on every node within half a minute. Orders and memberships keep their prices.",
        access: .role(.admin, scope: "admin:write"), input: NewCatalogVersionBody.self, bodyLimit: catalogLimit,
        output: CatalogVersionBody.self, status: .created,
        errors: [
            .init(400, "invalid_catalog", "It breaks a rule; a preview tells every one."),
            .init(409, "catalog_changed", "Another version was published meanwhile."),
        ]
    ) { call, input in
        CatalogVersionBody(
            try await call.platform.publishCatalog(input.text, note: input.note, after: input.after, as: try call.principal))
    }

    static let list = Endpoint(
        .get, "/v1/admin/catalog/versions", "listCatalogVersions", tag: "Catalog", "List what was published, the newest first",
        access: .role(.admin, .support, scope: "admin:read"), parameters: .page, output: Page<CatalogVersionBody>.self
    ) { call in
        let page = try call.pageRequest
        let versions = try await call.platform.catalogVersions(
            before: page.after.flatMap { Int64($0) }, limit: page.fetchLimit, as: try call.principal)
        return page.page(versions, key: { "\($0.version)" }) { CatalogVersionBody($0) }
    }

    static let read = Endpoint(
        .get, "/v1/admin/catalog/versions/{version}", "getCatalogVersion", tag: "Catalog", "Get a published catalogue",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: [
            .path("version", .text(1...18, TextPattern("^[1-9][0-9]*$", isPositive)), "Its number.")
        ],
        output: CatalogTextBody.self
    ) { call in
        let version = call.text("version").flatMap { Int64($0) } ?? 0
        let found = try await call.platform.catalogVersion(version, as: try call.principal)
        return CatalogTextBody(CatalogText(version: found.version, text: found.text, at: found.publishedAt))
    }

    private static func isPositive(_ text: String) -> Bool {
        !text.isEmpty && text.first != "0" && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A catalogue of 1 MiB, whose line ends and quotation marks JSON writes with two octets.
    private static let catalogLimit = 2_200_000
}

struct CatalogDraftBody: APIBody {
    let text: String

    static let schema = JSONSchema.object([.required("text", .prose(0...CatalogFile.greatestSize), "YAML.")])
}

struct NewCatalogVersionBody: APIBody {
    let text: String
    let note: String
    let after: Int64

    static let schema = JSONSchema.object([
        .required("text", .prose(0...CatalogFile.greatestSize), "YAML."), .required("note", .text(1...200), "Why."),
        .required("after", .count, "The version that you have seen; 0 for the file."),
    ])
}

struct CatalogTextBody: APIBody {
    let version: Int64
    let text: String
    let at: Timestamp

    init(_ catalog: CatalogText) {
        version = catalog.version
        text = catalog.text
        at = catalog.at
    }

    static let schemaName = "CatalogText"
    static let schema = JSONSchema.object([
        .required("version", .count, "0 for the file."), .required("text", .prose(0...CatalogFile.greatestSize), "YAML."),
        .required("at", .time, "When it was published, or the file read."),
    ])
}

struct CatalogVersionBody: APIBody {
    let version: Int64
    let note: String
    let publishedBy: String
    let publishedAt: Timestamp

    init(_ version: CatalogVersion) {
        self.version = version.version
        note = version.note
        publishedBy = version.publishedBy
        publishedAt = version.publishedAt
    }

    static let schemaName = "CatalogVersion"
    static let schema = JSONSchema.object([
        .required("version", .count), .required("note", .text(1...200)), .required("published_by", .text(1...100)),
        .required("published_at", .time),
    ])
}

struct CatalogPreviewBody: APIBody {
    struct Change: APIBody {
        let brandID: BrandID?
        let serviceID: ServiceID
        let name: String
        let what: String
        let from: Money?
        let to: Money?

        init(_ change: CatalogChange) {
            brandID = change.brandID
            serviceID = change.serviceID
            name = change.name
            switch change.what {
            case .added: (what, from, to) = ("added", nil, nil)
            case .removed: (what, from, to) = ("removed", nil, nil)
            case .price(let old, let new): (what, from, to) = ("price", old, new)
            case .described: (what, from, to) = ("described", nil, nil)
            }
        }

        static let schemaName = "CatalogChange"
        static let schema = JSONSchema.object([
            .optional("brand_id", .id(Noun.Brand.self), "Absent for what all brands share."), .required("service_id", .serviceName),
            .required("name", .text(1...80)), .required("what", .oneOf(["added", "removed", "price", "described"])),
            .optional("from", .money, "Absent where it was not sold in that currency."),
            .optional("to", .money, "Absent where it will not be."),
        ])
    }

    let isSound: Bool
    let problems: [String]
    let changes: [Change]
    let changeCount: Int
    let changesTerms: Bool
    let isSame: Bool
    let translationGaps: [String]
    let after: Int64

    init(_ draft: CatalogDraft) {
        isSound = draft.problems.isEmpty
        problems = draft.problems.map(\.description)
        changes = draft.changes.map { Change($0) }
        changeCount = draft.changeCount
        changesTerms = draft.changesTerms
        isSame = draft.isSame
        translationGaps = draft.translationGaps.map(\.description)
        after = draft.after
    }

    static let schemaName = "CatalogPreview"
    static let schema = JSONSchema.object([
        .required("is_sound", .boolean), .required("problems", .array(of: .prose(1...10_000), count: 0...CatalogProblems.most)),
        .required("changes", .array(of: .body(Change.self), count: 0...CatalogDraft.mostChanges)),
        .required("change_count", .count, "All of them; `changes` has the first 1,000."),
        .required("changes_terms", .boolean, "Cashback, welcome, founder's bonus or taxes differ."),
        .required("is_same", .boolean, "Nothing differs at all."),
        .required(
            "translation_gaps", .array(of: .prose(1...1000), count: 0...CatalogDraft.mostChanges),
            "Texts that are not translated, and translations of no text. They hinder nothing."),
        .required("after", .count, "The version that it is compared with."),
    ])
}
