/// An event of a contract. Source: Contract ABI Specification, "Events".
public struct ABIEvent: Hashable, Sendable {
    public let name: String
    public let parameters: [Parameter]
    /// Without its own hash as first topic.
    public let isAnonymous: Bool
    /// The hash of `signature`, 32 octets.
    public let topic: [UInt8]

    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let type: ABIType
        /// In a topic, where nodes can search for it.
        public let isIndexed: Bool

        public init(name: String, type: ABIType, isIndexed: Bool) {
            self.name = name
            self.type = type
            self.isIndexed = isIndexed
        }

        /// What stands in the topic: the value itself, or the hash of one that does not fit.
        fileprivate var isHashed: Bool {
            switch type {
            case .bytes, .string, .array, .fixedArray, .tuple: true
            default: false
            }
        }
    }

    public var signature: String { name + ABIType.list(parameters.map(\.type)) }

    /// - Throws: `.badDeclaration`, also for more topics than four.
    public init(name: String, parameters: [Parameter], isAnonymous: Bool = false) throws(ABIError) {
        guard isABIName(name), parameters.filter(\.isIndexed).count <= (isAnonymous ? 4 : 3) else { throw .badDeclaration }
        try ABIType.checkHead(parameters.map(\.type))
        self.name = name
        self.parameters = parameters
        self.isAnonymous = isAnonymous
        topic = keccak256((name + ABIType.list(parameters.map(\.type))).utf8)
    }

    /// The values of a log, in the order of the parameters; of what is indexed and does not fit into a topic, only the hash, 32 octets.
    /// - Parameters:
    ///   - topics: 32 octets each.
    /// - Throws: `.wrongSelector` when it is another event, and what `abiDecoded` throws.
    public func values(topics: [[UInt8]], data: [UInt8]) throws(ABIError) -> [ABIValue] {
        guard isAnonymous || topics.first == topic else { throw .wrongSelector }
        var topics = topics.dropFirst(isAnonymous ? 0 : 1)
        guard topics.count == parameters.filter(\.isIndexed).count else { throw .wrongSelector }
        var plain = try abiDecoded(data, as: parameters.filter { !$0.isIndexed }.map(\.type))[...]
        var values: [ABIValue] = []
        for parameter in parameters {
            if !parameter.isIndexed {
                values.append(plain.removeFirst())
            } else {
                let topic = topics.removeFirst()
                values += try abiDecoded(topic, as: [parameter.isHashed ? .fixedBytes(32) : parameter.type])
            }
        }
        return values
    }

    /// Topics to search for: the event's own, then for each indexed parameter a value, or `nil` for any.
    /// - Throws: `.wrongKind` also for a parameter of which the topic is a hash.
    public func topics(_ indexed: [ABIValue?]) throws(ABIError) -> [[UInt8]?] {
        let searched = parameters.filter(\.isIndexed)
        guard indexed.count <= searched.count else { throw .wrongKind }
        var topics: [[UInt8]?] = isAnonymous ? [] : [topic]
        for (parameter, value) in zip(searched, indexed) {
            guard let value else {
                topics.append(nil)
                continue
            }
            guard !parameter.isHashed else { throw .wrongKind }
            topics.append(try abiEncoded([value], as: [parameter.type]))
        }
        return topics
    }
}
