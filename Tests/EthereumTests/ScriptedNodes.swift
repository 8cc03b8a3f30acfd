import Ethereum
import Telecom
import Testing

/// Nodes that answer by script. A question that no script knows fails the test.
final class ScriptedNodes: EthereumTransport {
    struct Away: Error {}
    typealias Script = @Sendable (_ method: String, _ parameters: [JSON]) throws -> JSON

    private let scripts: [String: Script]
    private let asked = Lock<[String]>([])
    private let pauses = Lock<[Duration]>([])

    init(_ scripts: [String: Script]) { self.scripts = scripts }

    /// `node method` for each question, in order.
    var questions: [String] { asked.withLock { $0 } }
    var waits: [Duration] { pauses.withLock { $0 } }

    var client: EthereumClient {
        let endpoints = scripts.keys.sorted().map { EthereumEndpoint(name: $0, url: "https://\($0).example/key-\($0)-secret") }
        return EthereumClient(endpoints, transport: self) { [pauses] duration in pauses.withLock { $0.append(duration) } }
    }

    func post(_ body: [UInt8], to endpoint: EthereumEndpoint) async throws -> [UInt8] {
        let request = try #require(JSON(decoding: body))
        let script = try #require(scripts[endpoint.name])
        if case .list(let requests) = request {
            // Last first: a batch's answers may come in any order.
            return JSON.list(try requests.reversed().map { try answer($0, endpoint, script) }).encoded
        }
        return try answer(request, endpoint, script).encoded
    }

    private func answer(_ request: JSON, _ endpoint: EthereumEndpoint, _ script: Script) throws -> JSON {
        guard case .object(let members) = request, case .text(let method)? = members["method"],
            case .list(let parameters)? = members["params"],
            let id = members["id"], members["jsonrpc"] == .text("2.0")
        else { throw Away() }
        asked.withLock { $0.append("\(endpoint.name) \(method)") }
        let answer = try script(method, parameters)
        if case .object(let parts) = answer, let raw = parts["raw"] { return raw }
        var response: [String: JSON] = ["jsonrpc": .text("2.0"), "id": id]
        if case .object(let parts) = answer, let error = parts["error"] { response["error"] = error } else { response["result"] = answer }
        return .object(response)
    }

    static func refusal(_ code: Int128, _ message: String, data: String? = nil) -> JSON {
        var error: [String: JSON] = ["code": .integer(code), "message": .text(message)]
        error["data"] = data.map { .text($0) }
        return .object(["error": .object(error)])
    }
}
