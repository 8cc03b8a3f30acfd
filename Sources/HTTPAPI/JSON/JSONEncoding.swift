extension JSONValue {
    /// The JSON of a Swift value, keys in the order of its `encode(to:)`. A missing optional is left out.
    init<Value: Encodable>(encoding value: Value, naming: KeyNaming = .snakeCase) throws {
        let node = Node(naming)
        try node.encode(value)
        self = node.value
    }
}

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "is read by JSONValue.decode alone"))
    }

    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? ValueEncoder else {
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: "is written by JSONValue(encoding:) alone"))
        }
        encoder.node.content = .leaf(self)
    }
}

/// A value that is being built, shared between the containers that fill it.
private final class Node {
    enum Content {
        case leaf(JSONValue)
        case array([Node])
        case object([(key: String, node: Node)])
    }

    let naming: KeyNaming
    /// The keys of a dictionary are written as they are.
    var hasDataKeys = false
    var content = Content.leaf(.object([]))

    init(_ naming: KeyNaming) {
        self.naming = naming
    }

    init(_ naming: KeyNaming, _ leaf: JSONValue) {
        self.naming = naming
        content = .leaf(leaf)
    }

    var value: JSONValue {
        switch content {
        case .leaf(let value): value
        case .array(let nodes): .array(nodes.map(\.value))
        case .object(let members): .object(members.map { .init($0.key, $0.node.value) })
        }
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        if let json = value as? JSONValue {
            content = .leaf(json)
        } else {
            hasDataKeys = value is any StringKeyed
            try value.encode(to: ValueEncoder(node: self))
        }
    }

    func append() -> Node {
        let node = Node(naming)
        guard case .array(var nodes) = content else { preconditionFailure("one value is written as two kinds") }
        content = .leaf(.null)
        nodes.append(node)
        content = .array(nodes)
        return node
    }

    func set(_ key: any CodingKey, _ node: Node) {
        let key = hasDataKeys ? key.stringValue : naming.name(key.stringValue)
        guard case .object(var members) = content else { preconditionFailure("one value is written as two kinds") }
        content = .leaf(.null)
        members.append((key, node))
        content = .object(members)
    }
}

private struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([]) }
        return KeyedEncodingContainer(ObjectEncoder(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return ArrayEncoder(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { node.content = .leaf(.null) }
    func encode(_ value: Bool) { node.content = .leaf(.boolean(value)) }
    func encode(_ value: String) { node.content = .leaf(.string(value)) }
    func encode(_ value: Double) { node.content = .leaf(.number(value)) }
    func encode(_ value: Float) { node.content = .leaf(.number(Double(value))) }
    func encode(_ value: Int) throws { try whole(value) }
    func encode(_ value: Int8) throws { try whole(value) }
    func encode(_ value: Int16) throws { try whole(value) }
    func encode(_ value: Int32) throws { try whole(value) }
    func encode(_ value: Int64) throws { try whole(value) }
    func encode(_ value: UInt) throws { try whole(value) }
    func encode(_ value: UInt8) throws { try whole(value) }
    func encode(_ value: UInt16) throws { try whole(value) }
    func encode(_ value: UInt32) throws { try whole(value) }
    func encode(_ value: UInt64) throws { try whole(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try node.encode(value) }

    private func whole(_ value: some FixedWidthInteger) throws {
        guard let integer = Int64(exactly: value) else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "out of the range of 64 bits"))
        }
        node.content = .leaf(.integer(integer))
    }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: Node
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { leaf(.null, key) }
    func encode(_ value: Bool, forKey key: Key) { leaf(.boolean(value), key) }
    func encode(_ value: String, forKey key: Key) { leaf(.string(value), key) }
    func encode(_ value: Int, forKey key: Key) { leaf(.integer(Int64(value)), key) }
    func encode(_ value: Int64, forKey key: Key) { leaf(.integer(value), key) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try child(key).encode(value) }
    func superEncoder() -> any Encoder { ValueEncoder(node: node) }
    func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(node: child(key)) }

    func nestedContainer<NestedKey: CodingKey>(keyedBy keyType: NestedKey.Type, forKey key: Key) -> KeyedEncodingContainer<NestedKey> {
        ValueEncoder(node: child(key)).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { ValueEncoder(node: child(key)).unkeyedContainer() }

    private func leaf(_ value: JSONValue, _ key: Key) { node.set(key, Node(node.naming, value)) }

    private func child(_ key: Key) -> Node {
        let child = Node(node.naming)
        node.set(key, child)
        return child
    }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey] { [] }

    var count: Int {
        guard case .array(let nodes) = node.content else { return 0 }
        return nodes.count
    }

    func encodeNil() { node.append().content = .leaf(.null) }
    func encode<Value: Encodable>(_ value: Value) throws { try node.append().encode(value) }
    func superEncoder() -> any Encoder { ValueEncoder(node: node.append()) }

    func nestedContainer<Key: CodingKey>(keyedBy keyType: Key.Type) -> KeyedEncodingContainer<Key> {
        ValueEncoder(node: node.append()).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { ValueEncoder(node: node.append()).unkeyedContainer() }
}

/// A dictionary whose keys are texts: they are data, not names of properties.
protocol StringKeyed {}

extension Dictionary: StringKeyed where Key == String {}
