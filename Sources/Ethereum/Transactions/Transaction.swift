/// A transaction before it is signed. Only kinds that one chain alone takes are known: EIP-155, EIP-2930 and EIP-1559.
public struct Transaction: Hashable, Sendable {
    /// 1 is Ethereum's main net; 1...`maximumChainID`.
    public let chainID: UInt64
    /// How many transactions the sender has sent before; below 2^64 - 1 (EIP-2681).
    public let nonce: UInt64
    public let fees: Fees
    /// Units of gas that it may use at most.
    public let gasLimit: UInt64
    /// `nil` deploys a contract.
    public let to: Address?
    /// Wei to send.
    public let value: UInt256
    /// The call, or the code that deploys; at most `maximumSize` octets with all the rest.
    public let data: [UInt8]

    /// What a unit of gas may cost, in wei, and with it the kind of the transaction.
    public enum Fees: Hashable, Sendable {
        /// Source: EIP-155.
        case legacy(gasPrice: UInt256)
        /// Source: EIP-2930, type 1.
        case accessList(gasPrice: UInt256, [AccessListEntry] = [])
        /// Source: EIP-1559, type 2. The priority fee is at most the whole.
        case dynamic(maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256, [AccessListEntry] = [])
    }

    /// Storage that a transaction says it will touch. Source: EIP-2930.
    public struct AccessListEntry: Hashable, Sendable {
        public let address: Address
        public let storageKeys: [UInt256]

        public init(address: Address, storageKeys: [UInt256]) {
            self.address = address
            self.storageKeys = storageKeys
        }
    }

    /// The most that fits twice into 64 bits with what `v` adds. Source: EIP-2294.
    public static let maximumChainID: UInt64 = UInt64.max / 2 - 36
    /// Octets of a signed transaction that nodes pass on (`txMaxSize` of go-ethereum).
    public static let maximumSize = 131_072

    /// - Throws: `TransactionError` when a number is out of its range.
    public init(chainID: UInt64, nonce: UInt64, fees: Fees, gasLimit: UInt64, to: Address?, value: UInt256 = 0, data: [UInt8] = [])
        throws(TransactionError)
    {
        guard (1...Self.maximumChainID).contains(chainID) else { throw .badChainID }
        guard nonce < .max else { throw .badNonce }
        if case .dynamic(let priority, let whole, _) = fees, priority > whole { throw .priorityFeeAboveFee }
        guard data.count <= Self.maximumSize else { throw .tooLarge }
        self.chainID = chainID
        self.nonce = nonce
        self.fees = fees
        self.gasLimit = gasLimit
        self.to = to
        self.value = value
        self.data = data
    }

    /// What is signed.
    public var signingHash: [UInt8] {
        switch fees {
        case .legacy: keccak256(envelope([.integer(chainID), .integer(UInt64(0)), .integer(UInt64(0))]))
        case .accessList, .dynamic: keccak256(envelope([]))
        }
    }

    public func signed(with key: PrivateKey) -> SignedTransaction {
        SignedTransaction(self, key.signature(of: signingHash))
    }

    /// The type's octet (EIP-2718), then the fields and `signature`.
    func envelope(_ signature: [RLP]) -> [UInt8] {
        let target: [RLP] = [.integer(gasLimit), .octets(to?.octets ?? []), .integer(value), .octets(data)]
        switch fees {
        case .legacy(let price):
            return RLP.list([.integer(nonce), .integer(price)] + target + signature).encoded
        case .accessList(let price, let list):
            return [1] + RLP.list([.integer(chainID), .integer(nonce), .integer(price)] + target + [Self.item(list)] + signature).encoded
        case .dynamic(let priority, let whole, let list):
            let head: [RLP] = [.integer(chainID), .integer(nonce), .integer(priority), .integer(whole)]
            return [2] + RLP.list(head + target + [Self.item(list)] + signature).encoded
        }
    }

    private static func item(_ list: [AccessListEntry]) -> RLP {
        .list(list.map { .list([.octets($0.address.octets), .list($0.storageKeys.map { .octets($0.octets) })]) })
    }
}

/// Why a transaction is refused.
public enum TransactionError: Error, Equatable {
    case badChainID, badNonce, priorityFeeAboveFee
    /// Above `Transaction.maximumSize`.
    case tooLarge
    /// An EIP-2718 type that is not known here.
    case unknownType
    /// Any chain would take it (before EIP-155).
    case notBoundToChain
    /// r, s or the parity are out of range, or nobody's key gives them.
    case badSignature
    /// A field of its JSON that is missing, unknown or of another form.
    case badField(String)
    /// Not the RLP of a transaction.
    case malformed(RLPError)
}
