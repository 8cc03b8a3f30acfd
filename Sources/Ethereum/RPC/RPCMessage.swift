/// Why a question has no answer. Nothing of it tells an endpoint's URL, which often holds a key.
public enum RPCError: Error, Hashable, Sendable {
    /// No endpoint could be reached in as many attempts as are allowed.
    case unreachable
    /// The node answered that it will not. - Parameters: code of JSON-RPC or of the node; the node's words, at most 256 characters; what a
    /// call that reverted has returned.
    case refused(code: Int, message: String, data: [UInt8])
    /// The answer is not what was asked for.
    case malformed
    /// Fewer endpoints than wanted agree; it says how many gave the answer that most gave.
    case noQuorum(agreeing: Int, wanted: Int)

    /// Whether another endpoint, or a later attempt, may answer. Codes: EIP-1474 (-32005 limit exceeded, -32002 unavailable), JSON-RPC (-32603
    /// internal error).
    var mayPass: Bool {
        switch self {
        case .unreachable, .malformed: true
        case .refused(let code, _, _): [-32005, -32002, -32603].contains(code)
        case .noQuorum: false
        }
    }
}

/// Questions as they go to a node, and its answers. Source: JSON-RPC 2.0.
enum RPCMessage {
    static let maximumBatch = 100

    /// One question alone, several as a batch; their ids are their places.
    static func request(_ calls: [(method: String, parameters: [JSON])]) -> [UInt8] {
        let messages = calls.enumerated().map { index, call in
            JSON.object([
                "jsonrpc": .text("2.0"), "id": .integer(Int128(index)), "method": .text(call.method), "params": .list(call.parameters),
            ])
        }
        return messages.count == 1 ? messages[0].encoded : JSON.list(messages).encoded
    }

    /// The answer to each of `count` questions, in their order, whatever order the node has.
    static func answers(_ body: [UInt8], count: Int) throws(RPCError) -> [Result<JSON, RPCError>] {
        guard let json = JSON(decoding: body) else { throw .malformed }
        // A node that takes no batch answers with one error.
        if count > 1, let error = json["error"].flatMap(refusal) { throw error }
        let messages = count == 1 && json.list == nil ? [json] : json.list ?? []
        guard messages.count == count else { throw .malformed }
        var answers: [Result<JSON, RPCError>?] = Array(repeating: nil, count: count)
        for message in messages {
            guard message["jsonrpc"] == .text("2.0"), case .integer(let id)? = message["id"], answers.indices.contains(Int(clamping: id)),
                answers[Int(id)] == nil
            else { throw .malformed }
            switch (message["result"], message["error"]) {
            case (let result?, nil), (let result?, .null?): answers[Int(id)] = .success(result)
            case (nil, let error?), (.null?, let error?): answers[Int(id)] = .failure(refusal(error) ?? .malformed)
            default: throw .malformed
            }
        }
        return answers.compactMap { $0 }
    }

    private static func refusal(_ error: JSON) -> RPCError? {
        guard case .integer(let code)? = error["code"] else { return nil }
        let message = error["message"]?.text ?? ""
        return .refused(code: Int(clamping: code), message: String(message.prefix(256)), data: error["data"]?.octets ?? [])
    }
}
