/// A transaction as it goes to a node.
public struct SignedTransaction: Hashable, Sendable {
    public let transaction: Transaction
    public let signature: Signature

    init(_ transaction: Transaction, _ signature: Signature) {
        self.transaction = transaction
        self.signature = signature
    }

    /// What `eth_sendRawTransaction` takes.
    public var encoded: [UInt8] {
        let parity: UInt64 = signature.isOddY ? 1 : 0
        let v: UInt64
        switch transaction.fees {
        case .legacy: v = transaction.chainID * 2 + 35 + parity
        case .accessList, .dynamic: v = parity
        }
        return transaction.envelope([.integer(v), .integer(signature.r), .integer(signature.s)])
    }

    /// The name that the chain gives it, 32 octets.
    public var hash: [UInt8] { keccak256(encoded) }

    /// Who has signed; `nil` when no key gives this signature.
    public var sender: Address? { signature.signer(of: transaction.signingHash)?.address }
}

extension SignedTransaction {
    /// Reads what `encoded` writes, and only that.
    public init(decoding octets: [UInt8]) throws(TransactionError) {
        guard octets.count <= Transaction.maximumSize else { throw .tooLarge }
        switch octets.first {
        case 1: self = try Self.accessList(octets.dropFirst())
        case 2: self = try Self.dynamic(octets.dropFirst())
        case .some(0xC0...): self = try Self.legacy(octets[...])
        case nil: throw .malformed(.truncated)
        default: throw .unknownType
        }
    }

    private static func legacy(_ octets: ArraySlice<UInt8>) throws(TransactionError) -> SignedTransaction {
        var fields = try Fields(octets, count: 9)
        let nonce = try fields.uint64()
        let fees = Transaction.Fees.legacy(gasPrice: try fields.integer())
        let target = try fields.target()
        let v = try fields.uint64()
        guard v >= 35 else { throw .notBoundToChain }
        let transaction = try target.transaction(chainID: (v - 35) / 2, nonce: nonce, fees: fees)
        return SignedTransaction(transaction, try fields.signature(parity: (v - 35) % 2))
    }

    private static func accessList(_ octets: ArraySlice<UInt8>) throws(TransactionError) -> SignedTransaction {
        var fields = try Fields(octets, count: 11)
        let (chainID, nonce, price) = (try fields.uint64(), try fields.uint64(), try fields.integer())
        let target = try fields.target()
        let fees = Transaction.Fees.accessList(gasPrice: price, try fields.accessList())
        let transaction = try target.transaction(chainID: chainID, nonce: nonce, fees: fees)
        return SignedTransaction(transaction, try fields.signature(parity: try fields.uint64()))
    }

    private static func dynamic(_ octets: ArraySlice<UInt8>) throws(TransactionError) -> SignedTransaction {
        var fields = try Fields(octets, count: 12)
        let (chainID, nonce) = (try fields.uint64(), try fields.uint64())
        let (priority, whole) = (try fields.integer(), try fields.integer())
        let target = try fields.target()
        let fees = Transaction.Fees.dynamic(maxPriorityFeePerGas: priority, maxFeePerGas: whole, try fields.accessList())
        let transaction = try target.transaction(chainID: chainID, nonce: nonce, fees: fees)
        return SignedTransaction(transaction, try fields.signature(parity: try fields.uint64()))
    }
}

/// The fields of a transaction, one after the other.
private struct Fields {
    private var rest: ArraySlice<RLP>

    init(_ octets: ArraySlice<UInt8>, count: Int) throws(TransactionError) {
        do throws(RLPError) {
            let items = try RLP(decoding: Array(octets)).list()
            guard items.count == count else { throw RLPError.unexpectedItem }
            rest = items[...]
        } catch {
            throw .malformed(error)
        }
    }

    /// The count is checked when they are made, so there is a next one for whoever asks once a field.
    private mutating func next<Value>(_ read: (RLP) throws(RLPError) -> Value) throws(TransactionError) -> Value {
        do throws(RLPError) { return try read(rest.removeFirst()) } catch { throw .malformed(error) }
    }

    mutating func integer() throws(TransactionError) -> UInt256 { try next { item throws(RLPError) in try item.integer() } }
    mutating func uint64() throws(TransactionError) -> UInt64 { try next { item throws(RLPError) in try item.uint64() } }

    mutating func target() throws(TransactionError) -> Target {
        let gasLimit = try uint64()
        let to = try next { item throws(RLPError) -> Address? in
            let octets = try item.octets()
            if octets.isEmpty { return nil }
            guard let address = Address(octets: octets) else { throw .unexpectedItem }
            return address
        }
        let value = try integer()
        return Target(gasLimit: gasLimit, to: to, value: value, data: try next { item throws(RLPError) in try item.octets() })
    }

    mutating func accessList() throws(TransactionError) -> [Transaction.AccessListEntry] {
        try next { item throws(RLPError) in
            var entries: [Transaction.AccessListEntry] = []
            for entry in try item.list() {
                let parts = try entry.list()
                guard parts.count == 2, let address = Address(octets: try parts[0].octets()) else { throw .unexpectedItem }
                var keys: [UInt256] = []
                for key in try parts[1].list() {
                    let octets = try key.octets()
                    guard octets.count == 32, let key = UInt256(octets: octets) else { throw .unexpectedItem }
                    keys.append(key)
                }
                entries.append(.init(address: address, storageKeys: keys))
            }
            return entries
        }
    }

    mutating func signature(parity: UInt64) throws(TransactionError) -> Signature {
        guard parity <= 1, let signature = Signature(r: try integer(), s: try integer(), isOddY: parity == 1) else { throw .badSignature }
        return signature
    }
}

/// Where a transaction goes and with what.
private struct Target {
    let gasLimit: UInt64
    let to: Address?
    let value: UInt256
    let data: [UInt8]

    func transaction(chainID: UInt64, nonce: UInt64, fees: Transaction.Fees) throws(TransactionError) -> Transaction {
        try Transaction(chainID: chainID, nonce: nonce, fees: fees, gasLimit: gasLimit, to: to, value: value, data: data)
    }
}
