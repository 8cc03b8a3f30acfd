/// One attribute of the dictionary: its number and what its octets mean. Source: RFC 2865 §5.
public struct AttributeDefinition<Value: AttributeValue>: Sendable {
    public let type: UInt8
    public let name: String

    public init(_ type: UInt8, _ name: String) {
        self.type = type
        self.name = name
    }

    /// - Precondition: `value` has at most 253 octets.
    public func callAsFunction(_ value: Value) -> RADIUSPacket.Attribute { .init(type: type, value: value.octets) }
}

/// What an attribute can hold.
public protocol AttributeValue: Sendable {
    /// `nil` where the octets are no such value.
    init?(octets: [UInt8])
    var octets: [UInt8] { get }
}

extension [UInt8]: AttributeValue {
    public init?(octets: [UInt8]) { self = octets }
    public var octets: [UInt8] { self }
}

/// UTF-8.
extension String: AttributeValue {
    public init?(octets: [UInt8]) { self.init(validating: octets, as: UTF8.self) }
    public var octets: [UInt8] { Array(utf8) }
}

/// Four octets, the most significant first.
extension UInt32: AttributeValue {
    public init?(octets: [UInt8]) {
        guard octets.count == 4 else { return nil }
        self = octets.reduce(0) { $0 << 8 | UInt32($1) }
    }

    public var octets: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }
}
