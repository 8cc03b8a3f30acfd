/// A packet of the Extensible Authentication Protocol. Source: RFC 3748 §4.
public struct EAPPacket: Hashable, Sendable {
    public enum Code: UInt8, Sendable {
        case request = 1
        case response, success, failure
    }

    /// What requests and responses are about. Source: RFC 3748 §5; RFC 9048 §3.
    public enum Method: UInt8, Sendable {
        case identity = 1
        case notification
        case nak
        /// EAP-AKA'.
        case akaPrime = 50
    }

    public let code: Code
    public let identifier: UInt8
    /// `nil` for success and failure, and for a method that is not known here.
    public let method: Method?
    public let data: [UInt8]

    public init(_ code: Code, identifier: UInt8, method: Method? = nil, data: [UInt8] = []) {
        self.code = code
        self.identifier = identifier
        self.method = method
        self.data = data
    }

    /// - Returns: `nil` for octets that are no packet, or not of the length that they tell.
    public init?(decoding octets: [UInt8]) {
        guard octets.count >= 4, let code = Code(rawValue: octets[0]), Int(octets[2]) << 8 | Int(octets[3]) == octets.count else {
            return nil
        }
        switch code {
        case .success, .failure:
            guard octets.count == 4 else { return nil }
            self.init(code, identifier: octets[1])
        case .request, .response:
            guard octets.count >= 5 else { return nil }
            self.init(code, identifier: octets[1], method: Method(rawValue: octets[4]), data: Array(octets[5...]))
        }
    }

    public var encoded: [UInt8] {
        let body = method.map { [$0.rawValue] + data } ?? []
        let length = 4 + body.count
        return [code.rawValue, identifier, UInt8(length >> 8), UInt8(length & 0xFF)] + body
    }
}
