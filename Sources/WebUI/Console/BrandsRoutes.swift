import Foundation
import HTTPAPI
import Hummingbird
import NIOCore
import Platform
import Store
import Subscribers
import Telecom

enum ConsoleBrandsRoutes {
    static let endpoints: [Endpoint] = [list, create, show, change, setLogo, setHosts, logo.asPage(), previewStyle.asPage()]

    static let list = Endpoint.consolePage("/console/brands", "showConsoleBrands", "List brands") { page, call in
        try await page.brands()
    }

    static let create = Endpoint.consoleForm(
        "/console/brands", "createBrandByForm", "Make a brand for a partner", input: NewBrandForm.self
    ) { page, call, form in
        do {
            guard let id = BrandID(form.id) else { throw PlatformError.invalid("id", "Not a brand's id.", code: "invalid_brand_id") }
            _ = try await call.platform.createBrand(id, name: form.name, hosts: form.hosts.words, as: page.principal)
            return .seeOther("/console/brands/\(id)", done: "brand_created")
        } catch let error as PlatformError where error.kind == .invalid || error.kind == .conflict {
            return try await page.brands(form: form, problem: error)
        }
    }

    static let show = Endpoint.consolePage(
        "/console/brands/{brand_id}", "showConsoleBrand", "Show what a brand shows of itself", parameters: [brandID]
    ) { page, call in
        try await page.brand(try call.id("brand_id"))
    }

    static let change = Endpoint.consoleForm(
        "/console/brands/{brand_id}", "changeBrandByForm", "Look at other settings of a brand, or save them", parameters: [brandID],
        input: BrandForm.self
    ) { page, call, form in
        let id: BrandID = try call.id("brand_id")
        guard form.act == "save" else { return try await page.brand(id, form: form) }
        do {
            let present = try await call.platform.brandDetails(id, as: page.principal).brand.settings
            _ = try await call.platform.changeBrand(id, to: try form.settings(logo: present.logo), after: form.after, as: page.principal)
            return .seeOther("/console/brands/\(id)", done: "brand_changed")
        } catch let error as PlatformError where error.kind == .invalid && error.parameter != nil {
            return try await page.brand(id, form: form, problem: error)
        }
    }

    static let setLogo = Endpoint.consoleForm(
        "/console/brands/{brand_id}/logo", "setLogoByForm", "Give a brand another logo, or none", parameters: [brandID],
        input: LogoForm.self, bodyLimit: PNGImage.greatestSize * 2
    ) { page, call, form in
        let id: BrandID = try call.id("brand_id")
        do {
            let present = try await call.platform.brandDetails(id, as: page.principal).brand
            var settings = present.settings
            settings.logo = try form.picture()
            _ = try await call.platform.changeBrand(id, to: settings, after: form.after, as: page.principal)
            return .seeOther("/console/brands/\(id)", done: "brand_changed")
        } catch let error as PlatformError where error.kind == .invalid {
            return try await page.brand(id, problem: error)
        }
    }

    static let setHosts = Endpoint.consoleForm(
        "/console/brands/{brand_id}/hosts", "setHostsByForm", "Say at which hosts a brand answers", parameters: [brandID],
        input: HostsForm.self
    ) { page, call, form in
        let id: BrandID = try call.id("brand_id")
        do {
            _ = try await call.platform.setHosts(form.hosts.words, of: id, as: page.principal)
            return .seeOther("/console/brands/\(id)", done: "brand_changed")
        } catch let error as PlatformError where error.parameter == "hosts" {
            return try await page.brand(id, problem: error, hosts: form.hosts)
        }
    }

    static let logo = Endpoint(
        .get, "/console/brands/{brand_id}/logo.png", "getConsoleLogo", tag: "Console", "Get a brand's logo",
        access: .role(.admin, .support),
        parameters: [brandID, .query("v", .integer(0...1_000_000_000), "Of the settings.")], produces: ["image/png"]
    ) { call in
        let details = try await call.platform.brandDetails(try call.id("brand_id"), as: try call.principal)
        guard let logo = details.brand.settings.logo else { throw PlatformError.notFound("logo") }
        return Content("image/png", ByteBuffer(bytes: logo.bytes))
    }

    /// No page holds a style of its own, so a preview's colours are a sheet.
    static let previewStyle = Endpoint(
        .get, "/console/brand-preview.css", "getBrandPreviewStyle", tag: "Console", "Get the colours of a preview",
        access: .role(.admin, .support),
        parameters: [
            .query("light", .hexColor, "Without its hash.", isRequired: true),
            .query("dark", .hexColor, "Without its hash.", isRequired: true),
        ],
        produces: ["text/css"]
    ) { call in
        guard let light = Color("#\(call.text("light") ?? "")"), let dark = Color("#\(call.text("dark") ?? "")") else {
            throw PlatformError.invalid("light", "Not a colour.")
        }
        let theme = BrandTheme(
            light: .init(light, on: BrandSettings.lightSurfaces[0]), dark: .init(dark, on: BrandSettings.darkSurfaces[0]))
        return Content("text/css; charset=utf-8", theme.previewCSS)
    }

    private static let brandID = Parameter.id("brand_id", Noun.Brand.self, "The brand.")
}

extension ConsolePage {
    fileprivate func brands(form: NewBrandForm? = nil, problem: PlatformError? = nil) async throws -> Content {
        let brands = try await call.platform.brands(limit: Platform.mostBrands, as: principal)
        var content = content(
            .brands,
            ConsoleBrandsPage(
                brands, form: form, problem: problem.map { language.refusal($0) }, menu: menu(.brands), reader: principal, in: language))
        if problem != nil { content.status = .unprocessableContent }
        return content
    }

    fileprivate func brand(_ id: BrandID, form: BrandForm? = nil, problem: PlatformError? = nil, hosts: String? = nil) async throws
        -> Content
    {
        let details = try await call.platform.brandDetails(id, as: principal)
        var content = content(
            .brands,
            ConsoleBrandPage(
                details, form: form, problem: problem, hostsForm: hosts, menu: menu(.brands), reader: principal, in: language))
        if problem != nil { content.status = .unprocessableContent }
        return content
    }
}

struct NewBrandForm: ConsoleForm {
    let formToken: String
    let id: String
    let name: String
    let hosts: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("id", .text(0...44)), .required("name", .text(0...40)),
        .required("hosts", .text(0...4000)),
    ])
}

struct HostsForm: ConsoleForm {
    let formToken: String
    let hosts: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("hosts", .text(0...4000))])
}

/// What a brand shows of itself, as it is typed.
struct BrandForm: ConsoleForm {
    let formToken: String
    let after: Int64
    let act: String
    let name: String
    let accentLight: String
    let accentDark: String
    let supportEmail: String
    let legal: String
    let headingEn: String?
    let leadEn: String?
    let headingEs: String?
    let leadEs: String?
    let headingFr: String?
    let leadFr: String?

    static let schema = JSONSchema.object(
        [
            .required("form_token", .formToken), .required("after", .integer(0...1_000_000_000)),
            .required("act", .oneOf(["preview", "save"])),
            .required("name", .text(0...40)), .required("accent_light", .text(0...7)), .required("accent_dark", .text(0...7)),
            .required("support_email", .text(0...254)), .required("legal", .prose(0...2000)),
        ]
            + Language.allCases.flatMap { language in
                [
                    .optional("heading_\(language.rawValue)", .text(0...BrandTexts.longestHeading)),
                    .optional("lead_\(language.rawValue)", .text(0...BrandTexts.longestLead)),
                ]
            })

    /// What was typed for the first page.
    var texts: [Language: BrandTexts] {
        let typed: [Language: (heading: String?, lead: String?)] = [
            .english: (headingEn, leadEn), .spanish: (headingEs, leadEs), .french: (headingFr, leadFr),
        ]
        return typed.mapValues { BrandTexts(heading: $0.heading?.trimmed().nonEmpty, lead: $0.lead?.trimmed().nonEmpty) }
    }

    /// - Throws: `PlatformError.invalid` with the field.
    func settings(logo: PNGImage?) throws -> BrandSettings {
        func color(_ field: String, _ text: String) throws -> Color? {
            guard let text = text.nonEmpty else { return nil }
            guard let color = Color(text) else {
                throw PlatformError.invalid(field, "A colour is written as #0f6b43.", code: "invalid_color")
            }
            return color
        }
        let email = try supportEmail.nonEmpty.map { text in
            guard let email = EmailAddress(text) else {
                throw PlatformError.invalid("support_email", "Not an address.", code: "invalid_email")
            }
            return email
        }
        return BrandSettings(
            name: name, accentLight: try color("accent_light", accentLight), accentDark: try color("accent_dark", accentDark),
            supportEmail: email,
            legal: legal.replacing("\r\n", with: "\n").nonEmpty, logo: logo, texts: texts)
    }
}

/// A picture from the reader's device.
struct LogoForm: ConsoleForm {
    let formToken: String
    let after: Int64
    /// Base 64; empty where no file was chosen.
    let logo: String
    let remove: String?

    static let inputForm = Endpoint.InputForm.multipart
    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("after", .integer(0...1_000_000_000)), .required("logo", .text(0...200_000)),
        .optional("remove", .oneOf(["yes"])),
    ])

    /// - Throws: `invalid_logo`.
    func picture() throws -> PNGImage? {
        guard remove == nil else { return nil }
        do throws(PNGImage.Fault) {
            return try PNGImage(Data(base64Encoded: logo) ?? Data())
        } catch {
            throw PlatformError(error)
        }
    }
}

extension JSONSchema {
    fileprivate static let hexColor = text(6...6, TextPattern("^[0-9a-fA-F]{6}$") { Color("#" + $0) != nil })
}

extension String {
    /// Words parted by white space or commas.
    fileprivate var words: [String] { split { $0.isWhitespace || $0 == "," }.map(String.init) }
}
