import Crypto
import Foundation
import Platform
import Store
import Subscribers
import Telecom

/// Brands and how they show themselves.
enum BrandSettingsRoutes {
    static let endpoints = [list, create, read, change, setHosts]

    static let list = Endpoint(
        .get, "/v1/admin/brands", "listBrands", tag: "Brands", "List the brands that you may see",
        access: .role(.admin, .support, scope: "admin:read"), parameters: .page, output: Page<BrandBody>.self
    ) { call in
        let page = try call.pageRequest
        let brands = try await call.platform.brands(
            after: page.after.flatMap { BrandID($0) }, limit: page.fetchLimit, as: try call.principal)
        return page.page(brands, key: \.id.text) { BrandBody($0) }
    }

    static let create = Endpoint(
        .post, "/v1/admin/brands", "createBrand", tag: "Brands", "Make a brand for a partner",
        description: "It sells the common catalogue until one with its own price list is published. For the operator.",
        access: .role(.admin, scope: "admin:write"), input: NewBrandBody.self, output: BrandDetailsBody.self, status: .created,
        errors: [.init(409, "brand_exists", "There is a brand of this id."), hostTaken]
    ) { call, input in
        BrandDetailsBody(
            try await call.platform.createBrand(input.id, name: input.name, hosts: input.hosts ?? [], as: try call.principal))
    }

    static let read = Endpoint(
        .get, "/v1/admin/brands/{brand_id}", "getBrand", tag: "Brands", "Get a brand with its settings and hosts",
        access: .role(.admin, .support, scope: "admin:read"), parameters: [brandID], output: BrandDetailsBody.self
    ) { call in
        BrandDetailsBody(try await call.platform.brandDetails(try call.id("brand_id"), as: try call.principal))
    }

    static let change = Endpoint(
        .put, "/v1/admin/brands/{brand_id}", "changeBrand", tag: "Brands", "Give a brand other settings",
        description: """
            Every setting is said anew; those it had are kept as older versions. `after` is the version that you have seen. \
            A logo that is left out stays, null removes it.
            """,
        access: .role(.admin, scope: "admin:write"), parameters: [brandID], input: BrandSettingsBody.self, bodyLimit: 100_000,
        output: BrandDetailsBody.self,
        errors: [
            .init(400, "low_contrast", "Text in that colour could not be read (WCAG 2.2 AA)."),
            .init(400, "invalid_logo", "Not a PNG of at most 64 KiB and 1024 pixels a side."),
            .init(409, "brand_changed", "Somebody else has changed it meanwhile."),
        ]
    ) { call, input in
        let id: BrandID = try call.id("brand_id")
        let principal = try call.principal
        let present = try await call.platform.brandDetails(id, as: principal).brand.settings.logo
        return BrandDetailsBody(
            try await call.platform.changeBrand(id, to: try input.settings(keeping: present), after: input.after, as: principal))
    }

    static let setHosts = Endpoint(
        .put, "/v1/admin/brands/{brand_id}/hosts", "setBrandHosts", tag: "Brands", "Say at which hosts a brand answers",
        description: "Within half a minute. Every other host is the first brand's. For the operator.",
        access: .role(.admin, scope: "admin:write"), parameters: [brandID], input: HostsBody.self, output: BrandDetailsBody.self,
        errors: [hostTaken]
    ) { call, input in
        BrandDetailsBody(try await call.platform.setHosts(input.hosts, of: try call.id("brand_id"), as: try call.principal))
    }

    private static let brandID = Parameter.id("brand_id", Noun.Brand.self, "The brand.")
    private static let hostTaken = Endpoint.DocumentedError(409, "host_taken", "One of the hosts is another brand's.")
}

extension JSONSchema {
    static let hosts = array(of: .text(1...253), count: 0...Int(Platform.mostHosts))
    static let color = text(7...7, TextPattern("^#[0-9a-fA-F]{6}$") { Color($0) != nil })
}

extension PlatformError {
    public init(_ fault: PNGImage.Fault) {
        let message =
            switch fault {
            case .tooLarge: "A logo has at most 64 KiB."
            case .dimensions: "A logo has at most \(PNGImage.greatestSide) pixels a side."
            case .malformed: "The logo is not a PNG, or a damaged one."
            }
        self = .invalid("logo", message, code: "invalid_logo")
    }
}

struct NewBrandBody: APIBody {
    let id: BrandID
    let name: String
    let hosts: [String]?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Brand.self), "It stays."), .required("name", .text(1...40)), .optional("hosts", .hosts),
    ])
}

struct HostsBody: APIBody {
    let hosts: [String]

    static let schema = JSONSchema.object([.required("hosts", .hosts, "Such as `shop.example.com`, without a port.")])
}

struct BrandSettingsBody: APIBody {
    let after: Int64
    let name: String
    let accentLight: String?
    let accentDark: String?
    let supportEmail: String?
    let legal: String?
    /// `.some(nil)` for null: it removes the logo.
    let logo: String??
    let texts: BrandTextsBody?

    static let schema = JSONSchema.object([
        .required("after", .count, "The version that you have seen."), .required("name", .text(1...40)),
        .optional("accent_light", .color, "Of buttons and links on light ground."),
        .optional("accent_dark", .color, "The same on dark ground."), .optional("support_email", .email),
        .optional("legal", .prose(1...1000), "Whose service it is, in the words that the law asks for."),
        .optional("logo", .nullable(.text(1...90_000)), "A PNG in base 64."),
        .optional("texts", .body(BrandTextsBody.self), "What the first page says, where that is not the standard."),
    ])

    private enum CodingKeys: CodingKey { case after, name, accentLight, accentDark, supportEmail, legal, logo, texts }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        after = try container.decode(Int64.self, forKey: .after)
        name = try container.decode(String.self, forKey: .name)
        accentLight = try container.decodeIfPresent(String.self, forKey: .accentLight)
        accentDark = try container.decodeIfPresent(String.self, forKey: .accentDark)
        supportEmail = try container.decodeIfPresent(String.self, forKey: .supportEmail)
        legal = try container.decodeIfPresent(String.self, forKey: .legal)
        texts = try container.decodeIfPresent(BrandTextsBody.self, forKey: .texts)
        logo = container.contains(.logo) ? .some(try container.decodeIfPresent(String.self, forKey: .logo)) : nil
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(after, forKey: .after)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(accentLight, forKey: .accentLight)
        try container.encodeIfPresent(accentDark, forKey: .accentDark)
        try container.encodeIfPresent(supportEmail, forKey: .supportEmail)
        try container.encodeIfPresent(legal, forKey: .legal)
        try container.encodeIfPresent(texts, forKey: .texts)
        if let logo { try container.encode(logo, forKey: .logo) }
    }

    /// - Throws: `PlatformError.invalid` for a logo or an address that is none.
    func settings(keeping present: PNGImage?) throws -> BrandSettings {
        var settings = BrandSettings(
            name: name, accentLight: accentLight.flatMap { Color($0) }, accentDark: accentDark.flatMap { Color($0) }, legal: legal,
            logo: present, texts: texts?.byLanguage ?? [:])
        if let supportEmail {
            guard let address = EmailAddress(supportEmail) else { throw PlatformError.invalid("support_email", "Not an e-mail address.") }
            settings.supportEmail = address
        }
        if let logo {
            settings.logo = try logo.map { text in
                guard let bytes = Data(base64Encoded: text) else {
                    throw PlatformError.invalid("logo", "Not base 64.", code: "invalid_logo")
                }
                do throws(PNGImage.Fault) {
                    return try PNGImage(bytes)
                } catch {
                    throw PlatformError(error)
                }
            }
        }
        return settings
    }
}

struct BrandBody: APIBody {
    let id: BrandID
    let version: Int64
    let name: String
    let accentLight: String?
    let accentDark: String?
    let supportEmail: String?
    let legal: String?
    let texts: BrandTextsBody?
    /// Of its bytes.
    let logoDigest: String?
    let changedAt: Timestamp?
    let changedBy: String?
    let createdAt: Timestamp

    init(_ brand: BrandRecord) {
        id = brand.id
        version = brand.version
        name = brand.settings.name
        accentLight = brand.settings.accentLight?.description
        accentDark = brand.settings.accentDark?.description
        supportEmail = brand.settings.supportEmail?.text
        legal = brand.settings.legal
        texts = brand.settings.texts.isEmpty ? nil : BrandTextsBody(brand.settings.texts)
        logoDigest = brand.settings.logo.map { base64URL(Array(SHA256.hash(data: $0.bytes))) }
        changedAt = brand.changedAt
        changedBy = brand.changedBy
        createdAt = brand.createdAt
    }

    static let schemaName = "Brand"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Brand.self)), .required("version", .count, "Of its settings; 0 without any."),
        .required("name", .text(1...40)), .optional("accent_light", .color), .optional("accent_dark", .color),
        .optional("support_email", .email), .optional("legal", .prose(1...1000)), .optional("texts", .body(BrandTextsBody.self)),
        .optional("logo_digest", .text(43...43), "SHA-256 of the logo, in base 64 for addresses; absent without a logo."),
        .optional("changed_at", .time), .optional("changed_by", .text(1...100)), .required("created_at", .time),
    ])
}

/// A brand's own words on its first page, by language.
struct BrandTextsBody: APIBody {
    struct Texts: APIBody {
        let heading: String?
        let lead: String?

        static let schemaName = "BrandTextsInOneLanguage"
        static let schema = JSONSchema.object([
            .optional("heading", .text(1...BrandTexts.longestHeading)),
            .optional("lead", .text(1...BrandTexts.longestLead), "What stands below the heading."),
        ])
    }

    let en: Texts?
    let es: Texts?
    let fr: Texts?

    static let schemaName = "BrandTexts"
    static let schema = JSONSchema.object(Language.allCases.map { .optional($0.rawValue, .body(Texts.self)) })

    init(_ texts: [Language: BrandTexts]) {
        func body(_ language: Language) -> Texts? { texts[language].map { Texts(heading: $0.heading, lead: $0.lead) } }
        (en, es, fr) = (body(.english), body(.spanish), body(.french))
    }

    var byLanguage: [Language: BrandTexts] {
        [Language.english: en, .spanish: es, .french: fr].compactMapValues { $0.map { BrandTexts(heading: $0.heading, lead: $0.lead) } }
    }
}

struct BrandDetailsBody: APIBody {
    let brand: BrandBody
    let hosts: [String]

    init(_ details: BrandDetails) {
        brand = BrandBody(details.brand)
        hosts = details.hosts
    }

    static let schemaName = "BrandDetails"
    static let schema = JSONSchema.object([.required("brand", .body(BrandBody.self)), .required("hosts", .hosts)])
}
