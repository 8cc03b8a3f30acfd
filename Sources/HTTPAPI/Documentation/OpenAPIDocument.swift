import HTTPTypes

/// The OpenAPI 3.1 document of a list of endpoints.
enum OpenAPIDocument {
    static func make(_ endpoints: [Endpoint]) -> JSONValue {
        var components = SchemaComponents()
        var paths: [JSONValue.Member] = []
        let documented = endpoints.filter(\.isDocumented)
        for endpoint in documented {
            let operation = JSONValue.Member(endpoint.method.rawValue.lowercased(), operation(endpoint, &components))
            if let index = paths.firstIndex(where: { $0.key == endpoint.path }), case .object(let operations) = paths[index].value {
                paths[index] = .init(endpoint.path, .object(operations + [operation]))
            } else {
                paths.append(.init(endpoint.path, .object([operation])))
            }
        }
        var tags: [String] = []
        for endpoint in documented where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "gorse", "version": "1",
                "description": "The API of a mobile operator: catalogue, accounts, orders, lines, data, rewards.",
                "license": ["name": "MIT", "identifier": "MIT"],
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(components.schemas),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "description": "An ID token of the identity provider, or an API key."],
                    "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
                ],
                "parameters": [
                    "IdempotencyKey": [
                        "name": "Idempotency-Key", "in": "header", "required": false,
                        "description":
                            "A text of your own for this request, such as a UUID. The same request again within a day is answered with the first answer and acts no second time.",
                        "schema": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"],
                    ]
                ],
            ],
        ]
    }

    private static func operation(_ endpoint: Endpoint, _ components: inout SchemaComponents) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("operationId", .string(endpoint.operationID)), .init("tags", [.string(endpoint.tag)]),
            .init("summary", .string(endpoint.summary)), .init("description", .string(endpoint.fullDescription)),
        ]
        var parameters = endpoint.parameters.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "required": .boolean(parameter.isRequired),
                "description": .string(parameter.description), "schema": parameter.schema.document(&components),
            ]
        }
        if endpoint.isIdempotent { parameters.append(["$ref": "#/components/parameters/IdempotencyKey"]) }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        if let input = endpoint.input {
            let reference = JSONValue.string(components.reference(input.schemaName, input.schema))
            members.append(
                .init("requestBody", ["required": true, "content": .object([.init(input.form.rawValue, ["schema": ["$ref": reference]])])]))
        }
        members.append(.init("responses", responses(endpoint, &components)))
        if endpoint.access.rule == .anyone {
            members.append(.init("security", []))
        } else {
            var ways: [JSONValue] = [["bearer": []]]
            if endpoint.access.scope != nil { ways.append(["apiKey": []]) }
            members.append(.init("security", .array(ways)))
        }
        return .object(members)
    }

    private static func responses(_ endpoint: Endpoint, _ components: inout SchemaComponents) -> JSONValue {
        var members: [JSONValue.Member] = [.init("\(endpoint.output.status.code)", success(endpoint.output, &components))]
        if endpoint.output.hasETag { members.append(.init("304", ["description": "It has not changed (`If-None-Match`)."])) }
        let format = endpoint.errorFormat
        for (status, descriptions) in endpoint.refusals {
            let schema: JSONValue = ["$ref": .string(components.reference(format.schemaName, format.schema))]
            members.append(
                .init(
                    "\(status)",
                    [
                        "description": .string(descriptions.joined(separator: " ")),
                        "content": .object([.init(format.mediaType, ["schema": schema])]),
                    ]))
        }
        return .object(members)
    }

    private static func success(_ output: Endpoint.Output, _ components: inout SchemaComponents) -> JSONValue {
        guard !output.mediaTypes.isEmpty else { return ["description": "Done."] }
        let schema: JSONValue
        if let name = output.schemaName, let body = output.schema {
            schema = ["$ref": .string(components.reference(name, body))]
        } else {
            schema = output.schema?.document(&components) ?? .object([])
        }
        return [
            "description": "Success.",
            "content": .object(output.mediaTypes.map { .init($0, schema == .object([]) ? .object([]) : ["schema": schema]) }),
        ]
    }
}

extension Endpoint {
    var isDocumented: Bool {
        switch surface {
        case .api, .network: true
        case .page, .probe: false
        }
    }

    /// The description with what follows from the access rule.
    var fullDescription: String {
        var sentences = description.isEmpty ? [] : [description]
        switch access.rule {
        case .anyone: sentences.append("Open to anyone.")
        case .signedIn: sentences.append("For people who are signed in.")
        case .roles(let roles): sentences.append("For people of the role \(roles.map(\.rawValue).sorted().joined(separator: " or ")).")
        }
        if let scope = access.scope { sentences.append("An API key needs the scope `\(scope)`.") }
        return sentences.joined(separator: " ")
    }

    /// Every refusal that this endpoint may answer with: its own and the common ones, by status.
    var refusals: [(status: Int, descriptions: [String])] {
        var all: [Int: [String]] = [:]
        for error in errors { all[error.status, default: []].append("`\(error.code)`: \(error.description)") }
        func add(_ status: Int, _ description: String) { all[status, default: []].append(description) }
        add(400, "The request is not as described here.")
        add(
            401,
            access.rule == .anyone
                ? "The proof of identity that was sent does not hold." : "No proof of identity, or one that does not hold.")
        if access.rule != .anyone { add(403, "The role or the API key does not allow this.") }
        if parameters.contains(where: { $0.place == .path }) { add(404, "There is no such thing, or it is not yours.") }
        if isIdempotent {
            add(409, "`idempotency_in_progress`: the same request is being worked on.")
            add(422, "`idempotency_key_reused`: the key came with another request before.")
        }
        if let input {
            add(408, "The body came too slowly.")
            add(413, "The body is longer than \(input.greatestSize) octets.")
            add(415, "The body is not \(input.form.rawValue).")
        }
        add(429, "Too many requests; `Retry-After` says when to ask again.")
        add(500, "Something went wrong on our side.")
        add(503, "The service cannot answer now; `Retry-After` says when to ask again.")
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Endpoint.Output {
    /// Content of its own kinds may carry an ETag; a body of the API never does.
    fileprivate var hasETag: Bool { schemaName == nil && !mediaTypes.isEmpty }
}
