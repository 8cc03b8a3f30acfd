import Platform
import Subscribers
import Telecom

enum RoamingRuleRoutes {
    static let endpoints: [Endpoint] = [list, set, remove]

    static let list = Endpoint(
        .get, "/v1/admin/roaming-rules", "listRoamingRules", tag: "Roaming", "List where lines may be served",
        description:
            "The rules of the brand, or of one line. A line's rule comes before the brand's, a network before its country, a country "
            + "before its zone in the catalogue, a zone before `*`; where nothing is said a line may roam.",
        access: .role(.support, .admin, scope: "lines:admin"),
        parameters: [.line],
        output: RoamingRulesBody.self
    ) { call in
        RoamingRulesBody(try await call.platform.roamingRules(of: call.line, for: try call.principal))
    }

    static let set = Endpoint(
        .put, "/v1/admin/roaming-rules", "setRoamingRule", tag: "Roaming", "Allow or forbid an area",
        description: "It holds from the next time that a network says it serves the line.", access: .role(.admin, scope: "lines:admin"),
        parameters: [.line], input: RoamingRuleBody.self, output: RoamingRulesBody.self,
        errors: [.init(409, "too_many_roaming_rules", "There are \(Platform.mostRoamingRules) rules already.")]
    ) { call, input in
        let principal = try call.principal
        try await call.platform.setRoamingRule(try roamingArea(input.area), isAllowed: input.isAllowed, of: call.line, by: principal)
        return RoamingRulesBody(try await call.platform.roamingRules(of: call.line, for: principal))
    }

    static let remove = Endpoint(
        .delete, "/v1/admin/roaming-rules", "removeRoamingRule", tag: "Roaming", "Take a rule back",
        access: .role(.admin, scope: "lines:admin"),
        parameters: [.line, .query("area", .roamingArea, "The area of the rule.", isRequired: true)],
        errors: [.init(404, "roaming_rule_not_found", "There is no rule about this area.")]
    ) { call in
        try await call.platform.removeRoamingRule(try roamingArea(call.text("area")!), of: call.line, by: try call.principal)
    }

    private static func roamingArea(_ text: String) throws -> RoamingArea {
        guard let area = RoamingArea(text) else { throw PlatformError.invalid("area", "An area is as \(RoamingArea.rule).") }
        return area
    }
}

struct RoamingRuleBody: APIBody {
    let area: String
    let isAllowed: Bool

    static let schemaName = "RoamingRule"
    static let schema = JSONSchema.object([
        .required(
            "area", .roamingArea, "A network (MCC and MNC), a country (ISO 3166-1 alpha-2), `zone:` and a zone of the catalogue, or `*`."),
        .required("is_allowed", .boolean),
    ])
}

struct RoamingRulesBody: APIBody {
    let data: [RoamingRuleBody]

    init(_ rules: [RoamingArea: Bool]) {
        data = rules.map { RoamingRuleBody(area: $0.key.description, isAllowed: $0.value) }.sorted { $0.area < $1.area }
    }

    static let schemaName = "RoamingRules"
    static let schema = JSONSchema.object([
        .required("data", .array(of: .body(RoamingRuleBody.self), count: 0...Platform.mostRoamingRules))
    ])
}

extension Call {
    fileprivate var line: LineID? { text("line_id").flatMap { LineID($0) } }
}

extension Parameter {
    fileprivate static let line = query("line_id", .id(Noun.Line.self), "The line; the brand of the caller unless given.")
}

extension JSONSchema {
    fileprivate static let roamingArea = text(
        1...45, TextPattern("^([0-9]{5,6}|[A-Z]{2}|zone:[a-z][a-z0-9_]{0,39}|\\*)$") { RoamingArea($0)?.description == $0 })
}
