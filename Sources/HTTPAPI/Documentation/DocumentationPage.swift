import HTTPTypes

/// The page at `/docs`: each operation with its parameters, bodies, refusals and a command to try it.
enum DocumentationPage {
    static func html(_ endpoints: [Endpoint]) -> String {
        let documented = endpoints.filter(\.isDocumented)
        var tags: [String] = []
        for endpoint in documented where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
        let sections = tags.map { tag in (tag, documented.filter { $0.tag == tag }) }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>gorse API</title>
            <link rel="stylesheet" href="/docs/docs.css">
            <script src="/docs/docs.js" defer></script>
            </head>
            <body>
            <header>
            <h1>gorse API</h1>
            <p>Everything here is also in <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
            </header>
            <div class="columns">
            <nav aria-label="Operations">
            <input id="filter" type="search" placeholder="Find an operation" aria-label="Find an operation">
            \(sections.map(index).joined(separator: "\n"))
            </nav>
            <main>
            \(introduction)
            \(sections.map(section).joined(separator: "\n"))
            </main>
            </div>
            </body>
            </html>

            """
    }

    private static let introduction = """
        <section id="basics">
        <h2>Basics</h2>
        <dl>
        <dt>Who you are</dt>
        <dd>Send <code>Authorization: Bearer …</code> with an ID token, or an API key in <code>X-API-Key</code>. What is open to anyone needs neither.</dd>
        <dt>Bodies</dt>
        <dd>JSON in UTF-8. Unknown fields, doubled keys and values out of range are refused with the name of the field. Times are RFC 3339 in UTC, money is in minor units (cents), data is in octets, DOTM are decimal texts.</dd>
        <dt>Once only</dt>
        <dd>Send an <code>Idempotency-Key</code> with a POST; the same request again within a day gets the first answer and does nothing twice.</dd>
        <dt>Lists</dt>
        <dd><code>limit</code> (1 to 100, 20 unless given) and <code>cursor</code>; go on with <code>next_cursor</code> while <code>has_more</code>.</dd>
        <dt>Refusals</dt>
        <dd>One body: <code>{"error": {"type", "code", "message", "param", "request_id"}}</code>. <code>code</code> is stable; <code>request_id</code> helps us to help you.</dd>
        <dt>Limits</dt>
        <dd>100 requests a minute without proof of identity; <code>RateLimit-Remaining</code> says what is left, <code>Retry-After</code> when to come back.</dd>
        </dl>
        </section>
        """

    private static func index(_ tag: String, _ endpoints: [Endpoint]) -> String {
        let items = endpoints.map {
            "<li data-words=\"\(escaped("\($0.operationID) \($0.path) \($0.summary)".lowercased()))\"><a href=\"#\($0.operationID)\">\(escaped($0.summary))</a></li>"
        }
        return "<h2>\(escaped(tag))</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private static func section(_ tag: String, _ endpoints: [Endpoint]) -> String {
        "<section>\n<h2>\(escaped(tag))</h2>\n\(endpoints.map(article).joined(separator: "\n"))\n</section>"
    }

    private static func article(_ endpoint: Endpoint) -> String {
        var parts = [
            "<article id=\"\(endpoint.operationID)\">",
            "<h3><a href=\"#\(endpoint.operationID)\">\(escaped(endpoint.summary))</a></h3>",
            "<p class=\"route\"><b class=\"\(endpoint.method.rawValue.lowercased())\">\(endpoint.method.rawValue)</b> <code>\(breakable(endpoint.path))</code></p>",
            "<p>\(prose(endpoint.fullDescription))</p>",
        ]
        if !endpoint.parameters.isEmpty {
            parts.append(
                table(
                    "Parameters",
                    endpoint.parameters.map { ($0.name, $0.place.rawValue, $0.schema.shortDescription, $0.isRequired, $0.description) }))
        }
        if let input = endpoint.input { parts.append(fields("Body", input.schema)) }
        if let schema = endpoint.output.schema { parts.append(fields("Answer \(endpoint.output.status.code)", schema)) }
        let refusals = endpoint.refusals.map { "<tr><td>\($0.status)</td><td>\(prose($0.descriptions.joined(separator: " ")))</td></tr>" }
        parts.append("<details><summary>Refusals</summary><table><tbody>\(refusals.joined())</tbody></table></details>")
        parts.append("<pre class=\"curl\"><code>\(escaped(curl(endpoint)))</code></pre>")
        parts.append("</article>")
        return parts.joined(separator: "\n")
    }

    private static func fields(_ title: String, _ schema: JSONSchema) -> String {
        let rows = rows(schema, prefix: "", depth: 0)
        guard !rows.isEmpty else { return "<h4>\(title)</h4><p>\(escaped(schema.shortDescription))</p>" }
        return table(title, rows)
    }

    private typealias Row = (name: String, place: String, type: String, isRequired: Bool, description: String)

    /// The fields of an object and of the objects in it, three levels deep.
    private static func rows(_ schema: JSONSchema, prefix: String, depth: Int) -> [Row] {
        schema.fields.flatMap { field -> [Row] in
            let name = prefix + field.name
            let inner = depth < 2 ? field.schema.elements : nil
            let type = inner.map { $0.isList ? "list of objects" : "object" } ?? field.schema.shortDescription
            return [(name, "", type, field.isRequired, field.schema.description ?? "")]
                + (inner.map { rows($0.schema, prefix: name + ($0.isList ? "[]." : "."), depth: depth + 1) } ?? [])
        }
    }

    private static func table(_ title: String, _ rows: [Row]) -> String {
        let lines = rows.map { row in
            "<tr><td><code>\(breakable(row.name))</code>\(row.isRequired ? "" : " <i>optional</i>")</td><td>\(escaped(row.place.isEmpty ? row.type : "\(row.type), in the \(row.place)"))"
                + "\(row.description.isEmpty ? "" : "<br><span>\(prose(row.description))</span>")</td></tr>"
        }
        return "<h4>\(title)</h4><table><tbody>\(lines.joined(separator: "\n"))</tbody></table>"
    }

    static func curl(_ endpoint: Endpoint) -> String {
        var path = endpoint.path
        for parameter in endpoint.parameters where parameter.place == .path {
            if case .string(let text) = parameter.schema.sample { path = path.replacing("{\(parameter.name)}", with: text) }
        }
        let required = endpoint.parameters.filter { $0.place == .query && $0.isRequired }.compactMap { parameter -> String? in
            let sample = parameter.schema.sample
            if case .array(let elements) = sample, let first = elements.first { return "\(parameter.name)=\(text(first))" }
            return "\(parameter.name)=\(text(sample))"
        }
        if !required.isEmpty { path += "?" + required.joined(separator: "&") }
        var lines = ["curl \(endpoint.method == .get ? "" : "-X \(endpoint.method.rawValue) ")\"$GORSE\(path)\""]
        if endpoint.access.rule != .anyone { lines.append("  -H \"Authorization: Bearer $TOKEN\"") }
        if endpoint.isIdempotent { lines.append("  -H \"Idempotency-Key: $(uuidgen)\"") }
        if let input = endpoint.input {
            switch input.form {
            case .json:
                lines.append("  -H \"Content-Type: application/json\"")
                lines.append("  -d '\(String(decoding: input.schema.sample.bytes, as: UTF8.self))'")
            case .csv:
                lines.append("  -H \"Content-Type: text/csv\"")
                lines.append("  --data-binary @file.csv")
            case .urlEncoded:
                for field in input.schema.fields where field.isRequired {
                    lines.append("  --data-urlencode '\(field.name)=\(text(field.schema.sample))'")
                }
            case .multipart:
                for field in input.schema.fields where field.isRequired {
                    lines.append("  --form '\(field.name)=\(text(field.schema.sample))'")
                }
            }
        }
        return lines.joined(separator: " \\\n")
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { String(decoding: value.bytes, as: UTF8.self) }
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }

    /// Words in back quotes become code.
    private static func prose(_ text: String) -> String {
        escaped(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset % 2 == 1 ? "<code>\(breakable(raw: $0.element))</code>" : String($0.element) }.joined()
    }

    /// A long name may break after its marks on a narrow screen.
    private static func breakable(_ text: String) -> String { breakable(raw: escaped(text)[...]) }

    private static func breakable(raw text: Substring) -> String {
        String(text).replacing("/", with: "/<wbr>").replacing("_", with: "_<wbr>").replacing("].", with: "].<wbr>")
    }
}

extension JSONSchema {
    /// The objects inside this, if it is one, a name of one, or a list of them.
    fileprivate var elements: (schema: JSONSchema, isList: Bool)? {
        switch form {
        case .object(let fields, _): fields.isEmpty ? nil : (self, false)
        case .named(_, let schema), .nullable(let schema): schema.elements
        case .array(let element, _): element.elements.map { ($0.schema, true) }
        default: nil
        }
    }
}
