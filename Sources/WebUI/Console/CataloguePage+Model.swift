import Catalog
import HTTPAPI
import Platform
import Store
import Telecom

/// The catalogue as the operator writes it.
struct ConsoleCataloguePage {
    struct Change {
        let service: String
        let brand: String
        let what: String
        let from: String
        let to: String
    }

    struct Version {
        let version: String
        let note: String
        let time: String
        let actor: String
        let path: String
    }

    static let mostGaps = 20

    let menu: ConsoleMenu
    let counts: String
    let text: String
    let after: Int64
    /// Whether it was checked: it then has problems, changes, or neither.
    let isPreview: Bool
    let problems: [String]
    let changes: [Change]
    let hasChanges: Bool
    let changesTerms: Bool
    let isSame: Bool
    /// Something differs that is neither a service nor a term: titles, aliases, policy, translations.
    let changesOther: Bool
    let gaps: [String]
    let hasGaps: Bool
    /// How many more there are; `nil` for none.
    let moreGaps: String?
    let canPublish: Bool
    let note: Field
    let versions: [Version]
    let mayPublish: Bool

    /// - Parameter draft: what a check has found; `nil` before the first.
    init(
        text: String, draft: CatalogDraft?, after: Int64, versions: [CatalogVersion], present: CatalogText, note: String? = nil,
        noteProblem: String? = nil, menu: ConsoleMenu, reader: Principal, in language: Language
    ) {
        self.menu = menu
        self.text = text
        self.after = after
        counts =
            present.version == 0
            ? language.text("console.catalogue.from_file")
            : language.text(
                "console.catalogue.counts", ["version": language.number(present.version), "time": language.dayAndMinute(present.at)])
        isPreview = draft != nil
        problems = draft?.problems.map(\.description) ?? []
        changes = (draft?.changes ?? []).map { Change($0, in: language) }
        hasChanges = draft?.changes.isEmpty == false
        changesTerms = draft?.changesTerms ?? false
        isSame = draft?.isSame ?? false
        changesOther = draft.map { $0.problems.isEmpty && $0.changes.isEmpty && !$0.changesTerms && !$0.isSame } ?? false
        gaps = (draft?.translationGaps ?? []).prefix(Self.mostGaps).map { $0.said(in: language) }
        hasGaps = !gaps.isEmpty
        moreGaps = draft.flatMap { draft in
            draft.translationGaps.count > Self.mostGaps
                ? language.text("console.catalogue.more_gaps", count: Int64(draft.translationGaps.count - Self.mostGaps)) : nil
        }
        mayPublish = reader.role == .admin
        canPublish = reader.role == .admin && draft?.problems.isEmpty == true
        self.note = Field(
            "note", language.text("console.catalogue.note"), value: note, hint: language.text("console.catalogue.note_hint"),
            problem: noteProblem, maxLength: 200)
        self.versions = versions.map { version in
            Version(
                version: language.number(version.version), note: version.note, time: language.dayAndMinute(version.publishedAt),
                actor: version.publishedBy, path: "/console/catalogue?version=\(version.version)")
        }
    }
}

extension ConsoleCataloguePage.Change {
    fileprivate init(_ change: CatalogChange, in language: Language) {
        service = change.name
        brand = change.brandID?.text ?? language.text("console.catalogue.all_brands")
        let nothing = language.text("console.catalogue.not_sold")
        switch change.what {
        case .added: (what, from, to) = (language.text("console.catalogue.added"), "", "")
        case .removed: (what, from, to) = (language.text("console.catalogue.removed"), "", "")
        case .described: (what, from, to) = (language.text("console.catalogue.described"), "", "")
        case .price(let old, let new):
            what = language.text("console.catalogue.price")
            from = old.map { language.money($0) } ?? nothing
            to = new.map { language.money($0) } ?? nothing
        }
    }
}

extension TranslationGap {
    fileprivate func said(in reader: Language) -> String {
        switch self {
        case .missing(let text, let language):
            reader.text("console.catalogue.not_translated", ["language": language.name, "text": text])
        case .unused(let text): reader.text("console.catalogue.translates_nothing", ["text": text])
        }
    }
}
