import Foundation
import HTTPAPI
import Platform
import Store
import Subscribers
import Telecom

/// The brands that the reader may see.
struct ConsoleBrandsPage {
    struct Item {
        let path: String
        let name: String
        let id: String
        let changed: String
    }

    let menu: ConsoleMenu
    let brands: [Item]
    let mayCreate: Bool
    let id: Field
    let name: Field
    let hosts: Field
    let problem: String?

    init(
        _ brands: [BrandRecord], form: NewBrandForm? = nil, problem: String? = nil, menu: ConsoleMenu, reader: Principal,
        in language: Language
    ) {
        self.menu = menu
        self.problem = problem
        mayCreate = reader.isOperator && reader.role == .admin
        self.brands = brands.map { brand in
            Item(
                path: "/console/brands/\(brand.id)", name: brand.settings.name, id: brand.id.text,
                changed: brand.changedAt.map { language.dayAndMinute($0) } ?? language.text("console.brand.standard"))
        }
        id = Field(
            "id", language.text("console.brand.id"), value: form?.id ?? "brd_", hint: language.text("console.brand.id_hint"), maxLength: 44)
        name = Field("name", language.text("console.brand.name"), value: form?.name, maxLength: 40)
        hosts = Field(
            "hosts", language.text("console.brand.hosts"), value: form?.hosts, hint: language.text("console.brand.hosts_hint"),
            isOptional: true,
            maxLength: 4000)
    }
}

/// What a brand shows of itself, to be changed.
struct ConsoleBrandPage {
    /// The first page's words in one language.
    struct Words {
        let name: String
        let tag: String
        let heading: Field
        let lead: Field
        let standardHeading: String
        let standardLead: String
        /// As the first page would show them.
        let shownHeading: String
        let shownLead: String

        init(_ texts: BrandTexts?, in shown: Language, for language: Language, _ said: (String) -> String?) {
            func field(_ id: String, _ value: String?, longest: Int) -> Field {
                Field(
                    "\(id)_\(shown.rawValue)", language.text("console.brand.\(id)", ["language": shown.name]), value: value,
                    problem: said("texts.\(shown.rawValue).\(id)"), isOptional: true, maxLength: longest)
            }
            name = shown.name
            tag = shown.tag
            heading = field("heading", texts?.heading, longest: BrandTexts.longestHeading)
            lead = field("lead", texts?.lead, longest: BrandTexts.longestLead)
            standardHeading = shown.text("home.heading")
            standardLead = shown.text("home.lead")
            shownHeading = texts?.heading ?? standardHeading
            shownLead = texts?.lead ?? standardLead
        }
    }

    let menu: ConsoleMenu
    let id: String
    let title: String
    let version: Int64
    let changed: String
    let mayChange: Bool
    let maySetHosts: Bool
    let name: Field
    let accentLight: Field
    let accentDark: Field
    let supportEmail: Field
    let legal: String
    let legalProblem: String?
    let words: [Words]
    let logo: String?
    let logoProblem: String?
    let hosts: Field
    let hostsProblem: String?
    /// The style of the preview.
    let style: String
    let shownName: String
    let shownLegal: String
    let shownEmail: String
    let isUnsaved: Bool

    /// - Parameter form: what was typed and not saved.
    init(
        _ details: BrandDetails, form: BrandForm? = nil, problem: PlatformError? = nil, hostsForm: String? = nil, menu: ConsoleMenu,
        reader: Principal, in language: Language
    ) {
        let settings = details.brand.settings
        self.menu = menu
        id = details.brand.id.text
        title = settings.name
        version = form?.after ?? details.brand.version
        changed =
            details.brand.changedAt.map {
                language.text(
                    "console.brand.changed", ["time": language.dayAndMinute($0), "version": language.number(details.brand.version)])
            } ?? language.text("console.brand.standard")
        mayChange = reader.role == .admin
        maySetHosts = reader.isOperator && reader.role == .admin
        func said(_ field: String) -> String? { problem?.parameter == field ? language.refusal(problem!) : nil }
        func color(_ name: String, _ value: String?, _ fallback: Color) -> Field {
            Field(
                name, language.text("console.brand.\(name)"), value: value ?? "",
                hint: language.text("console.brand.color_hint", ["color": "\(fallback)"]),
                problem: said(name), isOptional: true, maxLength: 7)
        }
        name = Field("name", language.text("console.brand.name"), value: form?.name ?? settings.name, problem: said("name"), maxLength: 40)
        accentLight = color("accent_light", form.map(\.accentLight) ?? settings.accentLight?.description, BrandTheme.standard.light.color)
        accentDark = color("accent_dark", form.map(\.accentDark) ?? settings.accentDark?.description, BrandTheme.standard.dark.color)
        supportEmail = Field(
            "support_email", language.text("console.brand.support_email"), .email, value: form?.supportEmail ?? settings.supportEmail?.text,
            problem: said("support_email"), isOptional: true, maxLength: 254)
        legal = form?.legal ?? settings.legal ?? ""
        legalProblem = said("legal")
        let texts = form?.texts ?? settings.texts
        words = Language.allCases.map { Words(texts[$0], in: $0, for: language, said) }
        logo = settings.logo.map { _ in "/console/brands/\(details.brand.id)/logo.png?v=\(details.brand.version)" }
        logoProblem = said("logo")
        hosts = Field(
            "hosts", language.text("console.brand.hosts"), value: hostsForm ?? details.hosts.joined(separator: " "),
            hint: language.text("console.brand.hosts_hint"), problem: said("hosts"), isOptional: true, maxLength: 4000)
        hostsProblem = said("hosts")
        let light = Color(accentLight.value) ?? BrandTheme.standard.light.color
        let dark = Color(accentDark.value) ?? BrandTheme.standard.dark.color
        style = "/console/brand-preview.css?light=\(light.description.dropFirst())&dark=\(dark.description.dropFirst())"
        shownName = name.value
        shownLegal = legal
        shownEmail = supportEmail.value
        isUnsaved = form != nil && problem == nil
    }
}
