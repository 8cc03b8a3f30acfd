/// A message of named types that a wallet can show before it signs. Source: EIP-712.
///
/// A value must have all members of its type and no other: what is shown is what is signed.
public struct TypedData: Hashable, Sendable {
    public let types: [String: [Member]]
    public let primaryType: String
    public let domain: JSON
    public let message: JSON

    public struct Member: Hashable, Sendable {
        public let name: String
        public let type: String

        public init(_ name: String, _ type: String) {
            self.name = name
            self.type = type
        }
    }

    public init(types: [String: [Member]], primaryType: String, domain: JSON, message: JSON) {
        self.types = types
        self.primaryType = primaryType
        self.domain = domain
        self.message = message
    }

    /// Reads what `eth_signTypedData_v4` takes; `nil` for anything else.
    public init?(_ json: JSON) {
        guard case .object(let lists)? = json["types"], let type = json["primaryType"]?.text, let domain = json["domain"],
            let message = json["message"]
        else { return nil }
        var types: [String: [Member]] = [:]
        for (name, list) in lists {
            guard let items = list.list else { return nil }
            let members = items.compactMap { item in
                item["name"]?.text.flatMap { name in item["type"]?.text.map { Member(name, $0) } }
            }
            guard members.count == items.count else { return nil }
            types[name] = members
        }
        self.init(types: types, primaryType: type, domain: domain, message: message)
    }

    /// What `eth_signTypedData_v4` takes.
    public var json: JSON {
        let types = types.mapValues { JSON.list($0.map { .object(["name": .text($0.name), "type": .text($0.type)]) }) }
        return .object(["types": .object(types), "primaryType": .text(primaryType), "domain": domain, "message": message])
    }

    /// How deep values may lie in each other.
    static let maximumDepth = 16
    static let maximumTypes = 64
    static let maximumMembers = 256

    /// - Throws: `TypedDataError`
    public func signingHash() throws(TypedDataError) -> [UInt8] {
        keccak256([0x19, 0x01] + (try structHash(of: domain, as: "EIP712Domain")) + (try structHash(of: message, as: primaryType)))
    }

    /// `hashStruct`: 32 octets.
    public func structHash(of value: JSON, as type: String) throws(TypedDataError) -> [UInt8] {
        try structHash(of: value, as: type, depth: 0)
    }

    /// `encodeType`: the type with its members, then those that it refers to, in the order of their names.
    public func typeText(_ type: String) throws(TypedDataError) -> String {
        guard types.count <= Self.maximumTypes else { throw .tooLarge }
        var found: [String: [Member]] = [:]
        var wanted = [type]
        while let next = wanted.popLast() {
            guard found[next] == nil else { continue }
            guard let members = types[next], isABIName(next) else { throw .unknownType(next) }
            guard members.count <= Self.maximumMembers, Set(members.map(\.name)).count == members.count else { throw .tooLarge }
            for member in members where !isABIName(member.name) { throw .unknownType(next) }
            found[next] = members
            wanted += members.map { Self.element(of: $0.type) }.filter { types[$0] != nil }
        }
        let others = found.keys.filter { $0 != type }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return ([type] + others).map { name in
            "\(name)(" + found[name, default: []].map { "\($0.type) \($0.name)" }.joined(separator: ",") + ")"
        }.joined()
    }

    private func structHash(of value: JSON, as type: String, depth: Int) throws(TypedDataError) -> [UInt8] {
        guard depth < Self.maximumDepth else { throw .tooLarge }
        var data = keccak256(try typeText(type).utf8)
        guard case .object(let values) = value, let members = types[type], Set(values.keys) == Set(members.map(\.name)) else {
            throw .wrongValue(type)
        }
        for member in members { data += try word(values[member.name] ?? .null, member, member.type, depth: depth) }
        return keccak256(data)
    }

    /// `encodeData` of one member: 32 octets.
    private func word(_ value: JSON, _ member: Member, _ type: String, depth: Int) throws(TypedDataError) -> [UInt8] {
        guard depth < Self.maximumDepth else { throw .tooLarge }
        if types[type] != nil { return try structHash(of: value, as: type, depth: depth + 1) }
        if type.hasSuffix("]") {
            let suffix = type.utf8.reversed().prefix { $0 != 0x5B }.count + 1
            let (element, count) = (String(type.dropLast(suffix)), type.suffix(suffix).dropFirst().dropLast())
            guard count.isEmpty || Int(count).map({ $0 > 0 && String($0) == count }) == true else { throw .unknownType(type) }
            guard case .list(let items) = value, count.isEmpty || Int(count) == items.count else { throw .wrongValue(member.name) }
            var data: [UInt8] = []
            for item in items { data += try word(item, member, element, depth: depth + 1) }
            return keccak256(data)
        }
        // Aliases such as `uint` are none here: the name is part of what is hashed.
        guard let abi = try? ABIType(type), abi.description == type, abi.isAtomic else { throw .unknownType(type) }
        guard let value = try? ABIValue(value, as: abi) else { throw .wrongValue(member.name) }
        switch value {
        case .text(let text): return keccak256(text.utf8)
        case .octets(let octets) where abi == .bytes: return keccak256(octets)
        default:
            guard let word = try? abiEncoded([value], as: [abi]) else { throw .wrongValue(member.name) }
            return word
        }
    }

    /// The name before the first bracket.
    private static func element(of type: String) -> String { String(type.prefix { $0 != "[" }) }
}

extension ABIType {
    /// One of EIP-712's atomic or dynamic types.
    fileprivate var isAtomic: Bool {
        switch self {
        case .array, .fixedArray, .tuple, .fixed, .function: false
        default: true
        }
    }
}

/// Why a message has no hash.
public enum TypedDataError: Error, Equatable {
    case unknownType(String)
    /// The value of this member, or of this type, is of another kind, out of range, or has other members.
    case wrongValue(String)
    /// Deeper than 16, or with more than 64 types or 256 members, or with two members of one name.
    case tooLarge
}

extension TypedData {
    /// Whose messages they are, so that none is taken for that of another contract or chain. Source: EIP-712, "Definition of domainSeparator".
    public struct Domain: Hashable, Sendable {
        public let name: String
        public let version: String
        public let chainID: UInt64
        public let verifyingContract: Address

        public init(name: String, version: String, chainID: UInt64, verifyingContract: Address) {
            self.name = name
            self.version = version
            self.chainID = chainID
            self.verifyingContract = verifyingContract
        }

        static let members = [
            Member("name", "string"), Member("version", "string"), Member("chainId", "uint256"), Member("verifyingContract", "address"),
        ]

        var json: JSON {
            .object([
                "name": .text(name), "version": .text(version), "chainId": .integer(Int128(chainID)),
                "verifyingContract": .text(verifyingContract.description),
            ])
        }
    }

    public init(types: [String: [Member]], primaryType: String, domain: Domain, message: JSON) {
        self.init(
            types: types.merging(["EIP712Domain": Domain.members]) { _, domain in domain }, primaryType: primaryType, domain: domain.json,
            message: message)
    }
}
