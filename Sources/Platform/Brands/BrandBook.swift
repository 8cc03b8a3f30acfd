import Store
import Subscribers
import Telecom

/// How a brand shows itself, but for its logo.
public struct BrandLook: Sendable, Equatable {
    public let name: String
    public let accentLight: Color?
    public let accentDark: Color?
    public let supportEmail: EmailAddress?
    public let legal: String?
    public let texts: [Language: BrandTexts]
    public let hasLogo: Bool
    /// Of the settings; what is made of them for browsers carries it in its address.
    public let version: Int64

    init(_ record: BrandRecord) {
        name = record.settings.name
        accentLight = record.settings.accentLight
        accentDark = record.settings.accentDark
        supportEmail = record.settings.supportEmail
        legal = record.settings.legal
        texts = record.settings.texts
        hasLogo = record.settings.logo != nil
        version = record.version
    }

    /// The look of a brand that has no settings.
    init(name: String) {
        self.name = name
        (accentLight, accentDark, supportEmail, legal, texts, hasLogo, version) = (nil, nil, nil, nil, [:], false, 0)
    }
}

/// The looks of the brands that have settings, as this node last read them: pages are made without asking the database for them.
public struct BrandBook: Sendable {
    private let looks = Lock<[BrandID: BrandLook]>([:])

    public init() {}

    public subscript(brand: BrandID) -> BrandLook? { looks.withLock { $0[brand] } }

    func put(_ record: BrandRecord) {
        looks.withLock { looks in
            if looks[record.id].map({ $0.version < record.version }) ?? true { looks[record.id] = BrandLook(record) }
        }
    }
}

extension Platform {
    /// Brands that an installation may have.
    public static let mostBrands = 1000

    /// How the brand shows itself; by the catalogue's name alone while it has no settings.
    public func look(of brand: BrandID) -> BrandLook {
        brands[brand] ?? BrandLook(name: catalogs.catalog(for: brand).platform)
    }

    func refreshBrands() async throws {
        for record in try await store.read({ try $0.brands(after: nil, limit: Self.mostBrands) }) where record.version > 0 {
            brands.put(record)
        }
    }
}
