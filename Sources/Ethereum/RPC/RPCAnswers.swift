/// The head of a block.
public struct Block: Hashable, Sendable {
    public let number: UInt64
    /// 32 octets; another block of the same number has another.
    public let hash: [UInt8]
    public let parentHash: [UInt8]
    /// Seconds since 1970.
    public let timestamp: UInt64
    /// Wei; `nil` before EIP-1559.
    public let baseFeePerGas: UInt256?

    init?(_ json: JSON) {
        guard let number = json["number"]?.uint64, let hash = json["hash"]?.octets(count: 32),
            let parent = json["parentHash"]?.octets(count: 32), let timestamp = json["timestamp"]?.uint64
        else { return nil }
        self.number = number
        self.hash = hash
        parentHash = parent
        self.timestamp = timestamp
        baseFeePerGas = json["baseFeePerGas"]?.quantity
    }
}

/// What an event left in a block.
public struct TransactionLog: Hashable, Sendable {
    public let address: Address
    /// At most four of 32 octets.
    public let topics: [[UInt8]]
    public let data: [UInt8]
    public let blockNumber: UInt64
    public let blockHash: [UInt8]
    public let transactionHash: [UInt8]
    /// Its place among the logs of the block.
    public let index: UInt64
    /// That the block was undone.
    public let isRemoved: Bool

    init?(_ json: JSON) {
        guard let address = json["address"]?.text.flatMap({ Address($0) }), let data = json["data"]?.octets,
            let number = json["blockNumber"]?.uint64, let block = json["blockHash"]?.octets(count: 32),
            let transaction = json["transactionHash"]?.octets(count: 32), let index = json["logIndex"]?.uint64,
            let items = json["topics"]?.list, items.count <= 4
        else { return nil }
        topics = items.compactMap { $0.octets(count: 32) }
        guard topics.count == items.count else { return nil }
        self.address = address
        self.data = data
        blockNumber = number
        blockHash = block
        transactionHash = transaction
        self.index = index
        isRemoved = json["removed"] == .flag(true)
    }
}

/// What became of a transaction in a block.
public struct TransactionReceipt: Hashable, Sendable {
    public let transactionHash: [UInt8]
    public let blockNumber: UInt64
    public let blockHash: [UInt8]
    /// Whether it did what it should; one that reverted has cost its gas and done nothing.
    public let hasSucceeded: Bool
    public let gasUsed: UInt64
    /// Wei for each unit of gas.
    public let effectiveGasPrice: UInt256
    /// Of the contract that it has deployed.
    public let contractAddress: Address?
    public let logs: [TransactionLog]

    init?(_ json: JSON) {
        guard let hash = json["transactionHash"]?.octets(count: 32), let number = json["blockNumber"]?.uint64,
            let block = json["blockHash"]?.octets(count: 32), let status = json["status"]?.uint64, status <= 1,
            let gas = json["gasUsed"]?.uint64, let price = json["effectiveGasPrice"]?.quantity, let items = json["logs"]?.list
        else { return nil }
        logs = items.compactMap(TransactionLog.init)
        contractAddress = json["contractAddress"]?.text.flatMap { Address($0) }
        guard logs.count == items.count, logs.allSatisfy({ $0.transactionHash == hash }) else { return nil }
        transactionHash = hash
        blockNumber = number
        blockHash = block
        hasSucceeded = status == 1
        gasUsed = gas
        effectiveGasPrice = price
    }
}

extension JSON {
    /// A quantity: `0x` and digits without leading zeros. Source: Ethereum JSON-RPC, "Quantities".
    var quantity: UInt256? {
        guard let text, text.hasPrefix("0x"), let value = UInt256(text), value.quantity == text.lowercased() else { return nil }
        return value
    }

    var uint64: UInt64? { quantity?.uint64 }

    /// Unformatted data: `0x` and two digits for each octet.
    var octets: [UInt8]? { text.flatMap { [UInt8](hexadecimal: $0) } }

    func octets(count: Int) -> [UInt8]? { octets.flatMap { $0.count == count ? $0 : nil } }
}
