import HTTPAPI
import Platform
import Telecom

/// A part of the console.
enum ConsoleSection: String, CaseIterable {
    case overview, accounts, beta, orders, lines, inventory, outbox, catalogue, brands, network, jobs, audit, health

    var path: String {
        switch self {
        case .overview: "/console"
        case .outbox: "/outbox"
        default: "/console/\(rawValue)"
        }
    }

    /// Whether it opens to the reader: a partner sees figures, other brands' staff what is their brand's, the operator everything.
    func isOpen(to principal: Principal) -> Bool {
        let isStaff = principal.role == .support || principal.role == .admin
        return switch self {
        case .overview: isStaff || principal.role == .partner
        case .accounts, .beta, .orders, .lines, .inventory, .audit, .brands: isStaff
        case .outbox: principal.role == .admin
        case .catalogue, .network, .jobs, .health: principal.isOperator
        }
    }
}

/// The menu of the console, for the template `ConsoleMenu`.
struct ConsoleMenu {
    struct Entry {
        let path: String
        let label: String
        let isCurrent: Bool
    }

    let entries: [Entry]

    init(_ current: ConsoleSection, for principal: Principal, in language: Language) {
        entries = ConsoleSection.allCases.filter { $0.isOpen(to: principal) }.map {
            Entry(path: $0.path, label: language.text("console.menu.\($0.rawValue)"), isCurrent: $0 == current)
        }
    }
}

/// A page of the console: its menu, and what it shows.
struct ConsolePage {
    let call: Call
    let principal: Principal
    let language: Language

    init(_ call: Call) throws {
        self.call = call
        principal = try call.principal
        language = call.language
    }

    func menu(_ section: ConsoleSection) -> ConsoleMenu { ConsoleMenu(section, for: principal, in: language) }

    /// The page in the frame.
    func content<Model>(_ section: ConsoleSection, _ model: Model, note: String? = nil) -> Content {
        call.page(language.text("console.menu.\(section.rawValue)"), at: .console, note: note ?? call.note, model).content()
    }
}

extension Endpoint {
    /// A page of the console.
    static func consolePage(
        _ path: String, _ operationID: String, _ summary: String, access: Access = .role(.admin, .support), parameters: [Parameter] = [],
        content: @escaping @Sendable (_ page: ConsolePage, _ call: Call) async throws -> Content
    ) -> Endpoint {
        Endpoint(
            .get, path, operationID, tag: "Console", summary, access: access, parameters: parameters + [.done], produces: ["text/html"]
        ) { call in try await content(try ConsolePage(call), call) }.asPage()
    }

    /// A form of the console. It is checked before it does anything.
    static func consoleForm<Form: ConsoleForm>(
        _ path: String, _ operationID: String, _ summary: String, access: Access = .role(.admin), parameters: [Parameter] = [],
        input: Form.Type, bodyLimit: Int = 64_000,
        act: @escaping @Sendable (_ page: ConsolePage, _ call: Call, _ form: Form) async throws -> Content
    ) -> Endpoint {
        Endpoint(
            .post, path, operationID, tag: "Console", summary, access: access, parameters: parameters, input: input,
            inputForm: Form.inputForm, bodyLimit: bodyLimit, produces: ["text/html"], isIdempotent: false
        ) { call, form in
            try call.checkForm(form.formToken)
            return try await act(try ConsolePage(call), call, form)
        }.asPage()
    }
}

/// A form that carries the token of the page that it was filled in on.
protocol ConsoleForm: APIBody {
    var formToken: String { get }
    static var inputForm: Endpoint.InputForm { get }
}

extension ConsoleForm {
    static var inputForm: Endpoint.InputForm { .urlEncoded }
}

extension BareForm: ConsoleForm {}

extension String {
    /// What people leave empty in a search is no condition.
    var nonEmpty: String? { isEmpty ? nil : self }

    /// Percent-encoded for a query. Source: RFC 3986 §2.3.
    var inQuery: String {
        utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

/// Where a list goes on, with the conditions that it was asked for.
func nextPage(_ path: String, _ conditions: [(String, String?)], before: String?) -> String? {
    guard let before else { return nil }
    let pairs = (conditions + [("before", before)]).compactMap { name, value in value?.nonEmpty.map { "\(name)=\($0.inQuery)" } }
    return "\(path)?\(pairs.joined(separator: "&"))"
}
