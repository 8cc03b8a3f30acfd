/// What an account may claim in all: it is paid this less what it has claimed before.
public struct Claim: Hashable, Sendable {
    public let account: Address
    /// Base units of the token, ever.
    public let cumulativeAmount: UInt256

    public init(account: Address, cumulativeAmount: UInt256) {
        self.account = account
        self.cumulativeAmount = cumulativeAmount
    }

    /// Hashed twice, so that no inner node, which is 64 octets hashed once, is taken for one.
    var leaf: UInt256 { keccak256(keccak256(account.word, cumulativeAmount)) }
}

/// A Merkle tree over claims: its root on the chain lets each account prove its own.
///
/// The same as OpenZeppelin's StandardMerkleTree over `["address", "uint256"]`: leaves are
/// `keccak256(keccak256(abi.encode(account, cumulativeAmount)))` in ascending order, and the lower of two nodes is hashed before the higher.
public struct ClaimTree: Sendable {
    /// The root first, the children of node i at 2i + 1 and 2i + 2, the leaves last and from the greatest down.
    private let nodes: [UInt256]
    private let positions: [Address: Int]

    public static let maximumClaims = 1 << 24

    /// - Returns: `nil` when there is no claim or more than `maximumClaims`, or when an account has two.
    public init?(_ claims: [Claim]) {
        guard (1...Self.maximumClaims).contains(claims.count) else { return nil }
        let leaves = claims.map { (leaf: $0.leaf, account: $0.account) }.sorted { $0.leaf < $1.leaf }
        var nodes = [UInt256](repeating: 0, count: 2 * leaves.count - 1)
        var positions = [Address: Int](minimumCapacity: leaves.count)
        for (index, leaf) in leaves.enumerated() {
            let position = nodes.count - 1 - index
            nodes[position] = leaf.leaf
            guard positions.updateValue(position, forKey: leaf.account) == nil else { return nil }
        }
        for index in stride(from: leaves.count - 2, through: 0, by: -1) {
            nodes[index] = Self.parent(nodes[2 * index + 1], nodes[2 * index + 2])
        }
        self.nodes = nodes
        self.positions = positions
    }

    /// 32 octets.
    public var root: [UInt8] { nodes[0].octets }

    /// The nodes beside the way from the account's leaf to the root, 32 octets each; `nil` when it has no claim.
    public func proof(for account: Address) -> [[UInt8]]? {
        guard var position = positions[account] else { return nil }
        var proof: [[UInt8]] = []
        while position > 0 {
            // The sibling of an odd node stands behind it, that of an even one before.
            proof.append(nodes[position.isMultiple(of: 2) ? position - 1 : position + 1].octets)
            position = (position - 1) / 2
        }
        return proof
    }

    /// Whether the claim is in the tree with this root, as a contract finds it.
    public static func isProved(_ claim: Claim, by proof: [[UInt8]], root: [UInt8]) -> Bool {
        guard proof.count <= 64 else { return false }
        var node = claim.leaf
        for sibling in proof {
            guard sibling.count == 32, let sibling = UInt256(octets: sibling) else { return false }
            node = parent(node, sibling)
        }
        return node.octets == root
    }

    private static func parent(_ a: UInt256, _ b: UInt256) -> UInt256 { a < b ? keccak256(a, b) : keccak256(b, a) }
}
