import Crypto

/// A message of EAP-AKA': a subtype and attributes of multiples of four octets. Source: RFC 4187 §8.1, §10; RFC 9048 §3.
public struct AKAMessage: Hashable, Sendable {
    /// RFC 4187 §11.
    public enum Subtype: UInt8, Sendable {
        case challenge = 1
        case authenticationReject = 2
        case synchronizationFailure = 4
        case identity = 5
        case notification = 12
        case reauthentication = 13
        case clientError = 14
    }

    /// RFC 4187 §11, RFC 9048 §8.
    public enum AttributeType: UInt8, Sendable {
        case rand = 1
        case autn, res, auts
        case permanentIDRequest = 10
        case mac = 11
        case identity = 14
        case kdfInput = 23
        case kdf
    }

    public struct Attribute: Hashable, Sendable {
        public let type: UInt8
        /// All behind type and length: 2 octets and a multiple of four.
        public let body: [UInt8]

        /// - Precondition: type, length and `body` fill a multiple of four octets, at most 1020.
        public init(type: UInt8, body: [UInt8]) {
            precondition((body.count + 2).isMultiple(of: 4) && body.count <= 1018)
            self.type = type
            self.body = body
        }
    }

    public let subtype: Subtype
    public var attributes: [Attribute]

    public init(_ subtype: Subtype, _ attributes: [Attribute]) {
        self.subtype = subtype
        self.attributes = attributes
    }

    /// - Parameter data: what is behind the method's number in an EAP packet.
    /// - Returns: `nil` for octets that are no message, an unknown subtype, or an unknown attribute below 128, which may not be skipped.
    public init?(decoding data: [UInt8]) {
        guard data.count >= 3, let subtype = Subtype(rawValue: data[0]) else { return nil }
        var attributes: [Attribute] = []
        var rest = data[3...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let (type, size) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]) * 4)
            guard size >= 4, size <= rest.count else { return nil }
            guard type >= 128 || AttributeType(rawValue: type) != nil || Self.skipped.contains(type) else { return nil }
            attributes.append(Attribute(type: type, body: Array(rest.dropFirst(2).prefix(size - 2))))
            rest = rest.dropFirst(size)
        }
        self.init(subtype, attributes)
    }

    /// AT_PADDING, AT_CLIENT_ERROR_CODE, AT_NOTIFICATION, AT_COUNTER: known, and of no consequence here.
    private static let skipped: Set<UInt8> = [6, 12, 19, 22]

    public var encoded: [UInt8] {
        [subtype.rawValue, 0, 0] + attributes.flatMap { [$0.type, UInt8(($0.body.count + 2) / 4)] + $0.body }
    }

    /// The body of the first attribute of a kind.
    public subscript(_ type: AttributeType) -> [UInt8]? { attributes.first { $0.type == type.rawValue }?.body }

    /// AT_RES: the length in bits, and the answer.
    public var response: [UInt8]? {
        guard let body = self[.res], body.count >= 2 else { return nil }
        let bits = Int(body[0]) << 8 | Int(body[1])
        guard bits % 8 == 0, bits / 8 <= body.count - 2 else { return nil }
        return Array(body[2..<2 + bits / 8])
    }

    /// AT_AUTS: 14 octets.
    public var auts: [UInt8]? { self[.auts].flatMap { $0.count == 14 ? $0 : nil } }

    /// AT_IDENTITY: the length in octets, and the identity.
    public var identity: String? {
        guard let body = self[.identity], body.count >= 2 else { return nil }
        let length = Int(body[0]) << 8 | Int(body[1])
        guard length <= body.count - 2 else { return nil }
        return String(validating: body[2..<2 + length], as: UTF8.self)
    }

    /// Asks for the identity that is never changed (AT_PERMANENT_ID_REQ).
    public static let identityRequest = AKAMessage(.identity, [.init(type: AttributeType.permanentIDRequest.rawValue, body: [0, 0])])

    /// A challenge, its AT_MAC still to be made. `rand` and `autn` are 16 octets.
    public static func challenge(rand: [UInt8], autn: [UInt8], networkName: String) -> AKAMessage {
        func attribute(_ type: AttributeType, _ body: [UInt8]) -> Attribute {
            Attribute(type: type.rawValue, body: body + [UInt8](repeating: 0, count: (4 - (body.count + 2) % 4) % 4))
        }
        let name = Array(networkName.utf8)
        return AKAMessage(
            .challenge,
            [
                attribute(.rand, [0, 0] + rand), attribute(.autn, [0, 0] + autn),
                // The one key derivation function that there is.
                attribute(.kdf, [0, 1]), attribute(.kdfInput, [UInt8(name.count >> 8), UInt8(name.count & 0xFF)] + name),
                attribute(.mac, [UInt8](repeating: 0, count: 18)),
            ])
    }

    /// The EAP packet with its AT_MAC. Source: RFC 4187 §10.15, RFC 9048 §3.4.1.
    public func packet(_ code: EAPPacket.Code, identifier: UInt8, key: [UInt8]) -> EAPPacket {
        var message = self
        let mac = Self.mac(EAPPacket(code, identifier: identifier, method: .akaPrime, data: cleared.encoded), key)
        message.attributes = attributes.map { $0.type == AttributeType.mac.rawValue ? Attribute(type: $0.type, body: [0, 0] + mac) : $0 }
        return EAPPacket(code, identifier: identifier, method: .akaPrime, data: message.encoded)
    }

    /// Whether AT_MAC is there, once, and holds.
    public func isProved(in packet: EAPPacket, by key: [UInt8]) -> Bool {
        guard attributes.count(where: { $0.type == AttributeType.mac.rawValue }) == 1, let body = self[.mac], body.count == 18 else {
            return false
        }
        let bare = EAPPacket(
            packet.code, identifier: packet.identifier, method: .akaPrime,
            data: [packet.data[0], packet.data[1], packet.data[2]] + cleared.encoded.dropFirst(3))
        return isEqual(Self.mac(bare, key), Array(body[2...]))
    }

    private var cleared: AKAMessage {
        AKAMessage(
            subtype,
            attributes.map {
                $0.type == AttributeType.mac.rawValue
                    ? Attribute(type: $0.type, body: Array($0.body.prefix(2)) + [UInt8](repeating: 0, count: 16)) : $0
            })
    }

    private static func mac(_ packet: EAPPacket, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: packet.encoded, using: SymmetricKey(data: key)).prefix(16))
    }
}
