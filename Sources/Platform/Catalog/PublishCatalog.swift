import Catalog
import Store
import Telecom

/// A catalogue that somebody would like to publish: what is wrong with it, or how it differs from the one that counts.
public struct CatalogDraft: Sendable {
    /// Empty for a sound one.
    public let problems: [CatalogProblem]
    /// The first `mostChanges` of them; empty while there are problems.
    public let changes: [CatalogChange]
    public let changeCount: Int
    /// Cashback, welcome, founder's bonus or taxes differ.
    public let changesTerms: Bool
    /// Nothing differs at all.
    public let isSame: Bool
    /// The first `mostChanges` texts that are not translated, or translations of no text. They hinder nothing.
    public let translationGaps: [TranslationGap]
    /// The version that it is compared with; it is published after this one alone.
    public let after: Int64

    public static let mostChanges = 1000
}

extension Platform {
    /// Checks a catalogue as `gorse catalog check` does, and tells what publishing it would change. Nothing is written.
    /// - Throws: `forbidden` for anybody but the operator.
    public func previewCatalog(_ text: String, as principal: Principal) throws -> CatalogDraft {
        try principal.requireOperator()
        let edition = catalogs.edition
        do throws(CatalogProblems) {
            let file = try CatalogFile(parsing: text, file: "catalog.yaml")
            let changes = edition.file.changes(to: file)
            return CatalogDraft(
                problems: [], changes: Array(changes.prefix(CatalogDraft.mostChanges)), changeCount: changes.count,
                changesTerms: edition.file.termsDiffer(from: file), isSame: edition.file == file,
                translationGaps: Array(file.catalog.translationGaps.prefix(CatalogDraft.mostChanges)), after: edition.version)
        } catch {
            return CatalogDraft(
                problems: error.problems, changes: [], changeCount: 0, changesTerms: false, isSame: false, translationGaps: [],
                after: edition.version)
        }
    }

    /// Makes a catalogue the one that counts, on every node: here at once, elsewhere as soon as they hear of it (half a minute at most).
    /// Orders that are placed keep their prices, and so do memberships.
    /// - Parameters:
    ///   - note: why, 1 to 200 characters.
    ///   - after: the version that its publisher has seen, so that nobody's work is lost.
    /// - Throws: `forbidden` for anybody but the operator's admins; `invalid_catalog`; `catalog_changed` when another version counts by now.
    public func publishCatalog(_ text: String, note: String, after: Int64, as principal: Principal) async throws -> CatalogVersion {
        try principal.requireOperator()
        try principal.requireAdmin()
        let note = note.trimmed()
        guard (1...200).contains(note.count) else { throw PlatformError.invalid("note", "A note of 1 to 200 characters tells why.") }
        let file: CatalogFile
        do throws(CatalogProblems) {
            file = try CatalogFile(parsing: text, file: "catalog.yaml")
        } catch {
            throw PlatformError.invalid("text", "The catalogue is not sound: \(error.problems[0])", code: "invalid_catalog")
        }
        let now = time.now()
        let published = try await store.write { transaction in
            let newest = try transaction.newestCatalogVersion()
            guard newest == after else {
                throw PlatformError(
                    .conflict, code: "catalog_changed", "Version \(newest) was published meanwhile. Look at it, and try again.",
                    parameter: "after")
            }
            let version = CatalogVersion(
                version: newest + 1, text: text, note: note, publishedBy: principal.accountID.text, publishedAt: now)
            try transaction.insertCatalogVersion(version)
            try transaction.audit(
                actor: principal.accountID.text, action: "catalog.publish", subject: "catalog", detail: ["version": "\(version.version)"],
                at: now)
            return version
        }
        catalogs.turn(to: CatalogEdition(file, text: text, version: published.version, at: now))
        return published
    }

    /// What was published, newest first, without the texts.
    /// - Throws: `forbidden` for anybody but the operator.
    public func catalogVersions(before: Int64? = nil, limit: Int, as principal: Principal) async throws -> [CatalogVersion] {
        try principal.requireOperator()
        return try await store.read { try $0.catalogVersions(before: before, limit: limit) }
    }

    /// - Throws: `forbidden` for anybody but the operator; `catalog_version_not_found`.
    public func catalogVersion(_ version: Int64, as principal: Principal) async throws -> CatalogVersion {
        try principal.requireOperator()
        guard let found = try await store.read({ try $0.catalogVersion(version) }) else { throw PlatformError.notFound("catalog_version") }
        return found
    }

    /// Turns to the newest published catalogue. One that this program cannot read is left, and told in the log.
    func refreshCatalog() async throws {
        let known = catalogs.edition.version
        let newest = try await store.read { transaction -> CatalogVersion? in
            let newest = try transaction.newestCatalogVersion()
            return newest > known ? try transaction.catalogVersion(newest) : nil
        }
        guard let newest else { return }
        do throws(CatalogProblems) {
            let file = try CatalogFile(parsing: newest.text, file: "catalog.yaml")
            catalogs.turn(to: CatalogEdition(file, text: newest.text, version: newest.version, at: newest.publishedAt))
        } catch {
            log.error("the published catalogue is not sound", metadata: ["version": "\(newest.version)", "problems": "\(error)"])
        }
    }
}
