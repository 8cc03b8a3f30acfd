import Platform
import Subscribers
import Telecom

/// Lines as staff see them: those of everybody.
enum BrandLineRoutes {
    static let endpoints = [list]

    static let list = Endpoint(
        .get, "/v1/admin/lines", "listBrandLines", tag: "Lines", "List a brand's lines, newest first",
        access: .role(.admin, .support, scope: "lines:admin"),
        parameters: .page + [.query("state", .oneOf(LineState.self), "Only those in this state."), .brand],
        output: Page<BrandLineBody>.self
    ) { call in
        let page = try call.pageRequest
        let principal = try call.principal
        let lines = try await call.platform.lines(
            of: call.brandAsked, state: call.text("state").flatMap(LineState.init(rawValue:)), before: page.after.flatMap { LineID($0) },
            limit: page.fetchLimit, as: principal)
        return page.page(lines, key: \.id.text) {
            BrandLineBody(accountID: $0.accountID, imsi: $0.imsi, line: LineBody($0, for: principal))
        }
    }
}

struct BrandLineBody: APIBody {
    let accountID: AccountID
    let imsi: IMSI?
    let line: LineBody

    static let schemaName = "BrandLine"
    static let schema = JSONSchema.object([
        .required("account_id", .id(Noun.Account.self), "Whose it is."), .optional("imsi", .text(15...15)),
        .required("line", .body(LineBody.self)),
    ])
}
