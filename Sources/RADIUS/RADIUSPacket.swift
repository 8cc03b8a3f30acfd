/// A packet of the Remote Authentication Dial-In User Service. Source: RFC 2865 §3.
public struct RADIUSPacket: Hashable, Sendable {
    /// RFC 2865 §3, RFC 2866 §3, RFC 5176 §2.3.
    public enum Code: UInt8, Sendable {
        case accessRequest = 1
        case accessAccept, accessReject, accountingRequest, accountingResponse
        case accessChallenge = 11
        case disconnectRequest = 40
        case disconnectACK, disconnectNAK
    }

    /// At most 253 octets under a number.
    public struct Attribute: Hashable, Sendable {
        public let type: UInt8
        public let value: [UInt8]

        public init(type: UInt8, value: [UInt8]) {
            precondition(value.count <= 253)
            self.type = type
            self.value = value
        }
    }

    /// Why octets are no packet.
    public enum Malformation: Error, Hashable, Sendable {
        case length, code, attribute
    }

    public static let shortest = 20
    public static let longest = 4096

    public let code: Code
    public let identifier: UInt8
    /// 16 octets.
    public var authenticator: [UInt8]
    public var attributes: [Attribute]

    /// - Precondition: `authenticator` has 16 octets.
    public init(_ code: Code, identifier: UInt8, authenticator: [UInt8], attributes: [Attribute]) {
        precondition(authenticator.count == 16)
        self.code = code
        self.identifier = identifier
        self.authenticator = authenticator
        self.attributes = attributes
    }

    /// Octets behind the length that the packet tells are padding.
    public init(decoding octets: [UInt8]) throws(Malformation) {
        guard octets.count >= Self.shortest else { throw .length }
        let length = Int(octets[2]) << 8 | Int(octets[3])
        guard (Self.shortest...Self.longest).contains(length), length <= octets.count else { throw .length }
        guard let code = Code(rawValue: octets[0]) else { throw .code }
        var attributes: [Attribute] = []
        var rest = octets[Self.shortest..<length]
        while !rest.isEmpty {
            guard rest.count >= 2 else { throw .attribute }
            let size = Int(rest[rest.startIndex + 1])
            guard size >= 2, size <= rest.count else { throw .attribute }
            attributes.append(Attribute(type: rest[rest.startIndex], value: Array(rest.dropFirst(2).prefix(size - 2))))
            rest = rest.dropFirst(size)
        }
        self.init(code, identifier: octets[1], authenticator: Array(octets[4..<20]), attributes: attributes)
    }

    /// - Precondition: the packet has at most `longest` octets.
    public var encoded: [UInt8] {
        let length = attributes.reduce(Self.shortest) { $0 + 2 + $1.value.count }
        precondition(length <= Self.longest)
        var octets: [UInt8] = [code.rawValue, identifier, UInt8(length >> 8), UInt8(length & 0xFF)] + authenticator
        octets.reserveCapacity(length)
        for attribute in attributes {
            octets += [attribute.type, UInt8(2 + attribute.value.count)]
            octets += attribute.value
        }
        return octets
    }

    /// The first attribute of a kind; `nil` where there is none or it is no such value.
    public subscript<Value>(_ definition: AttributeDefinition<Value>) -> Value? {
        attributes.first { $0.type == definition.type }.flatMap { Value(octets: $0.value) }
    }

    public func all<Value>(_ definition: AttributeDefinition<Value>) -> [Value] {
        attributes.lazy.filter { $0.type == definition.type }.compactMap { Value(octets: $0.value) }
    }

    /// What proxies on the way want back, in their order. Source: RFC 2865 §5.33.
    public var proxyStates: [Attribute] { attributes.filter { $0.type == Attributes.proxyState.type } }

    /// The EAP packet in its pieces; `nil` without any. Source: RFC 3579 §3.1.
    public var eapMessage: [UInt8]? {
        let pieces = all(Attributes.eapMessage)
        return pieces.isEmpty ? nil : Array(pieces.joined())
    }

    /// An EAP packet in pieces that fit attributes.
    public static func eapMessage(_ packet: [UInt8]) -> [Attribute] {
        stride(from: 0, to: packet.count, by: 253).map { Attributes.eapMessage(Array(packet[$0..<min($0 + 253, packet.count)])) }
    }
}
