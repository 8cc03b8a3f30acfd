/// A question to a node, and how its answer is read. Source: Ethereum JSON-RPC specification (execution-apis).
public struct RPCCall<Answer: Sendable>: Sendable {
    public let method: String
    public let parameters: [JSON]
    /// Reads the answer; `nil` when it is not of the form that the specification gives.
    let read: @Sendable (JSON) -> Answer?

    public init(_ method: String, _ parameters: [JSON] = [], read: @escaping @Sendable (JSON) -> Answer?) {
        self.method = method
        self.parameters = parameters
        self.read = read
    }
}

/// Which state of the chain a question is about.
public enum BlockReference: Hashable, Sendable {
    case latest
    /// With what the node has heard of and no block holds.
    case pending
    /// Two epochs old at least: cannot be undone without a third of the stake.
    case finalized
    case number(UInt64)

    var json: JSON {
        switch self {
        case .latest: .text("latest")
        case .pending: .text("pending")
        case .finalized: .text("finalized")
        case .number(let number): .text(UInt256(UInt128(number)).quantity)
        }
    }
}

extension RPCCall where Answer == UInt64 {
    public static var chainID: RPCCall { RPCCall("eth_chainId", read: \.uint64) }
    public static var blockNumber: RPCCall { RPCCall("eth_blockNumber", read: \.uint64) }

    /// The nonce of the account's next transaction.
    public static func transactionCount(of address: Address, at block: BlockReference) -> RPCCall {
        RPCCall("eth_getTransactionCount", [.text(address.description), block.json], read: \.uint64)
    }

    /// Gas that the call would use now.
    public static func estimateGas(from: Address, to: Address?, value: UInt256 = 0, data: [UInt8]) -> RPCCall {
        var call: [String: JSON] = ["from": .text(from.description), "value": .text(value.quantity), "data": .text(hexadecimal(data))]
        if let to { call["to"] = .text(to.description) }
        return RPCCall("eth_estimateGas", [.object(call)], read: \.uint64)
    }
}

extension RPCCall where Answer == UInt256 {
    /// Wei.
    public static func balance(of address: Address, at block: BlockReference) -> RPCCall {
        RPCCall("eth_getBalance", [.text(address.description), block.json], read: \.quantity)
    }
}

extension RPCCall where Answer == [UInt8] {
    /// Runs a function without a transaction and gives what it returns.
    public static func call(to: Address, data: [UInt8], at block: BlockReference) -> RPCCall {
        RPCCall("eth_call", [.object(["to": .text(to.description), "data": .text(hexadecimal(data))]), block.json], read: \.octets)
    }

    /// A contract's code; empty where there is none.
    public static func code(of address: Address, at block: BlockReference) -> RPCCall {
        RPCCall("eth_getCode", [.text(address.description), block.json], read: \.octets)
    }

    /// Gives the transaction to the node; the answer is its hash. Asked again it does nothing more.
    static func sendRawTransaction(_ encoded: [UInt8]) -> RPCCall {
        RPCCall("eth_sendRawTransaction", [.text(hexadecimal(encoded))]) { $0.octets(count: 32) }
    }
}

extension RPCCall where Answer == Block? {
    /// `nil` when the node has no such block.
    public static func block(_ block: BlockReference) -> RPCCall {
        RPCCall("eth_getBlockByNumber", [block.json, .flag(false)]) { json in
            json == .null ? .some(nil) : Block(json).map { .some($0) }
        }
    }
}

extension RPCCall where Answer == TransactionReceipt? {
    /// `nil` while no block holds the transaction.
    public static func receipt(of hash: [UInt8]) -> RPCCall {
        RPCCall("eth_getTransactionReceipt", [.text(hexadecimal(hash))]) { json in
            json == .null ? .some(nil) : TransactionReceipt(json).map { .some($0) }
        }
    }
}

extension RPCCall where Answer == [TransactionLog] {
    /// Logs of contracts in a range of blocks, the first and the last included.
    /// - Parameter topics: for each place the wanted topic, or `nil` for any; as `ABIEvent.topics` gives them.
    public static func logs(of addresses: [Address], topics: [[UInt8]?], in blocks: ClosedRange<UInt64>) -> RPCCall {
        let filter: [String: JSON] = [
            "address": .list(addresses.map { .text($0.description) }),
            "topics": .list(topics.map { $0.map { .text(hexadecimal($0)) } ?? .null }),
            "fromBlock": BlockReference.number(blocks.lowerBound).json, "toBlock": BlockReference.number(blocks.upperBound).json,
        ]
        return RPCCall("eth_getLogs", [.object(filter)]) { json in
            json.list.flatMap { items in
                let logs = items.compactMap(TransactionLog.init)
                // What was not asked for is no answer.
                let isAsked = logs.allSatisfy { addresses.contains($0.address) && blocks.contains($0.blockNumber) }
                return logs.count == items.count && isAsked ? logs : nil
            }
        }
    }
}

extension RPCCall where Answer == FeeHistory {
    /// - Parameter blocks: how many, 1...1024, up to the latest.
    public static func feeHistory(blocks: Int) -> RPCCall {
        RPCCall(
            "eth_feeHistory", [.text(UInt256(UInt128(blocks)).quantity), .text("latest"), .list([.integer(50)])], read: FeeHistory.init)
    }
}
