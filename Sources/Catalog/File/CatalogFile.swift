import Telecom
import Yams

/// A catalogue as an operator writes it: the services that all brands share, and each brand's price list.
///
/// The text is YAML; its keys are described at the head of the catalogue that is shipped.
/// Bounds: 1 MiB of text, 50 categories, 500 services, 250 taxes, 100 aliases, 100 policy rules, 50 zones, 100 tariffs, 1000 brands,
/// 5000 translated texts.
public struct CatalogFile: Sendable, Equatable {
    public static let greatestSize = 1 << 20

    public let catalog: Catalog
    public let priceLists: [PriceList]

    /// - Parameter file: the name that problems carry.
    /// - Throws: every problem that was found, never the first alone.
    public init(parsing text: String, file: String) throws(CatalogProblems) {
        let problems = Problems(file: file)
        guard text.utf8.count <= Self.greatestSize else {
            problems.report("a catalogue has at most 1 MiB", at: "")
            throw CatalogProblems(problems: problems.found)
        }
        guard let root = Self.compose(text, problems) else { throw CatalogProblems(problems: problems.found) }
        let parsed = Self.read(root, problems)
        guard problems.found.isEmpty, let parsed else { throw CatalogProblems(problems: problems.found) }
        self = parsed
    }

    /// The catalogue as the brand sells it; a brand without a price list sells the common one.
    public func catalog(for brandID: BrandID) -> Catalog {
        priceLists.first { $0.brandID == brandID }.map(catalog.applying) ?? catalog
    }

    private init(catalog: Catalog, priceLists: [PriceList]) {
        self.catalog = catalog
        self.priceLists = priceLists
    }

    private static func compose(_ text: String, _ problems: Problems) -> Node? {
        do {
            guard let root = try Yams.compose(yaml: text) else {
                problems.report("the file is empty", at: "")
                return nil
            }
            return root
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            problems.report("the key \(duplicates.joined(separator: ", ")) is given twice", at: "", line: context.mark.line)
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            problems.report("not YAML: \(problem)", at: "", line: mark.line)
        } catch {
            problems.report("not YAML", at: "")
        }
        return nil
    }

    private static func read(_ root: Node, _ problems: Problems) -> CatalogFile? {
        let keys = [
            "platform", "version", "currencies", "rewards", "taxes", "aliases", "categories", "policy", "zones", "tariffs", "brands",
            "translations",
        ]
        guard let fields = Fields(root, at: "", keys: keys, problems) else { return nil }
        let currencies = fields.currencies("currencies")
        let platform = fields.text("platform", 1...40)
        let version = fields.text("version", 1...20)
        let rewards = fields.rewards("rewards")
        let terms = rewards ?? RewardTerms(cashbackBasisPoints: 0, welcome: .zero, founder: .zero)
        let taxes = fields.taxes("taxes")
        let categories = fields.categories("categories", currencies, terms)
        guard let platform, let version, problems.found.isEmpty else { return nil }

        let services = Dictionary(categories.flatMap(\.services).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let zones = fields.zones("zones", services)
        let catalog = Catalog(
            platform: platform, version: version, currencies: currencies, categories: categories,
            aliases: fields.aliases("aliases", services), rewards: terms, taxes: taxes,
            policy: fields.policy("policy", services), zones: zones, tariffs: fields.tariffs("tariffs", zones),
            translations: fields.translations("translations"))
        return CatalogFile(catalog: catalog, priceLists: fields.priceLists("brands", services, currencies))
    }
}
