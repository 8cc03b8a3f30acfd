/// An allowance that the owner of tokens signs and anyone may bring to the chain. Source: EIP-2612.
public struct Permit: Hashable, Sendable {
    public let owner: Address
    public let spender: Address
    /// Base units of the token.
    public let value: UInt256
    /// What `nonces(owner)` says.
    public let nonce: UInt256
    /// Seconds since 1970 until which the token takes it.
    public let deadline: UInt256

    public init(owner: Address, spender: Address, value: UInt256, nonce: UInt256, deadline: UInt256) {
        self.owner = owner
        self.spender = spender
        self.value = value
        self.nonce = nonce
        self.deadline = deadline
    }

    /// What the owner's wallet shows and signs; `domain` is the token's own (EIP-5267, or its documentation).
    public func typedData(_ domain: TypedData.Domain) -> TypedData {
        TypedData(
            types: ["Permit": Self.members], primaryType: "Permit", domain: domain,
            message: .object([
                "owner": .text(owner.description), "spender": .text(spender.description), "value": .text(value.description),
                "nonce": .text(nonce.description), "deadline": .text(deadline.description),
            ]))
    }

    /// Whether the owner has signed it.
    public func isSigned(by signature: Signature, _ domain: TypedData.Domain) -> Bool {
        guard let hash = try? typedData(domain).signingHash() else { return false }
        return signature.signer(of: hash)?.address == owner
    }

    /// The data of the call that brings it to the token.
    public func call(_ signature: Signature) throws(ABIError) -> [UInt8] {
        try ABIFunction("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)").call([
            .address(owner), .address(spender), .uint(value), .uint(deadline), .uint(signature.isOddY ? 28 : 27),
            .octets(signature.r.octets), .octets(signature.s.octets),
        ])
    }

    private static let members: [TypedData.Member] = [
        .init("owner", "address"), .init("spender", "address"), .init("value", "uint256"), .init("nonce", "uint256"),
        .init("deadline", "uint256"),
    ]
}
