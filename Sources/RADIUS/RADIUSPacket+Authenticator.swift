import Crypto

/// What proves a packet: a secret that client and server share. Never printed.
public struct RADIUSSecret: Sendable {
    fileprivate let octets: [UInt8]

    /// RFC 2865 §3 prefers 16 octets at least; fewer are refused.
    public static let shortest = 16

    /// - Returns: `nil` for fewer than `shortest` octets.
    public init?(_ octets: [UInt8]) {
        guard octets.count >= Self.shortest else { return nil }
        self.octets = octets
    }
}

extension RADIUSSecret: CustomStringConvertible, CustomReflectable {
    public var description: String { "shared secret (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RADIUSPacket {
    private static let noAuthenticator = [UInt8](repeating: 0, count: 16)

    /// Whether an Access-Request comes from who knows the secret: by Message-Authenticator, which must be there, as nothing else of it is proved.
    /// Source: RFC 3579 §3.2; draft-ietf-radext-deprecating-radius §5 (BlastRADIUS).
    public func isProvedAccess(by secret: RADIUSSecret) -> Bool {
        let codes = all(Attributes.messageAuthenticator)
        guard codes.count == 1, let code = codes.first, code.count == 16 else { return false }
        return HMAC<Insecure.MD5>.isValidAuthenticationCode(
            code, authenticating: unproved.encoded, using: SymmetricKey(data: secret.octets))
    }

    /// Whether an Accounting-Request comes from who knows the secret. Source: RFC 2866 §3.
    public func isProvedAccounting(by secret: RADIUSSecret) -> Bool {
        isEqual(digest(under: Self.noAuthenticator, secret), authenticator)
    }

    /// Whether this answers a request that was sent with that authenticator. A Message-Authenticator, where there is one, must hold too.
    public func isProvedAnswer(to requestAuthenticator: [UInt8], by secret: RADIUSSecret) -> Bool {
        guard isEqual(digest(under: requestAuthenticator, secret), authenticator) else { return false }
        guard let code = self[Attributes.messageAuthenticator] else { return true }
        var asked = unproved
        asked.authenticator = requestAuthenticator
        return HMAC<Insecure.MD5>.isValidAuthenticationCode(code, authenticating: asked.encoded, using: SymmetricKey(data: secret.octets))
    }

    /// The answer to a request, proved by the authenticator and, where access is answered, by Message-Authenticator, which comes first.
    /// RFC 2866 §5.13 has none in accounting, and FreeRADIUS reads it otherwise there. Proxy-State is echoed.
    /// Source: RFC 2865 §3, §5.33; RFC 3579 §3.2.
    /// - Precondition: all of it together has at most `longest` octets.
    public func answer(_ code: Code, _ attributes: [Attribute] = [], by secret: RADIUSSecret) -> RADIUSPacket {
        var answer = RADIUSPacket(code, identifier: identifier, authenticator: authenticator, attributes: attributes + proxyStates)
        guard code == .accountingResponse else { return answer.proved(by: secret) }
        answer.authenticator = answer.digest(under: authenticator, secret)
        return answer
    }

    /// A request of our own whose authenticator is made of the whole packet. Source: RFC 5176 §2.3, §3.4.
    public static func request(_ code: Code, identifier: UInt8, _ attributes: [Attribute], by secret: RADIUSSecret) -> RADIUSPacket {
        RADIUSPacket(code, identifier: identifier, authenticator: noAuthenticator, attributes: attributes).proved(by: secret)
    }

    private func proved(by secret: RADIUSSecret) -> RADIUSPacket {
        var packet = self
        packet.attributes.insert(Attributes.messageAuthenticator(Self.noAuthenticator), at: 0)
        let code = HMAC<Insecure.MD5>.authenticationCode(for: packet.encoded, using: SymmetricKey(data: secret.octets))
        packet.attributes[0] = Attributes.messageAuthenticator(Array(code))
        packet.authenticator = packet.digest(under: authenticator, secret)
        return packet
    }

    /// The packet with zeros in place of its Message-Authenticator.
    private var unproved: RADIUSPacket {
        var packet = self
        packet.attributes = attributes.map {
            $0.type == Attributes.messageAuthenticator.type ? Attributes.messageAuthenticator(Self.noAuthenticator) : $0
        }
        return packet
    }

    private func digest(under authenticator: [UInt8], _ secret: RADIUSSecret) -> [UInt8] {
        var packet = self
        packet.authenticator = authenticator
        return Array(Insecure.MD5.hash(data: packet.encoded + secret.octets))
    }

    /// A session key under the secret, so that only the client reads it: `Vendor-Specific` of Microsoft. Source: RFC 2548 §2.4.2, §2.4.3.
    /// - Parameters:
    ///   - type: 16 MS-MPPE-Send-Key, 17 MS-MPPE-Recv-Key.
    ///   - key: 32 octets.
    ///   - salt: 2 octets, another for each key of a packet; the highest bit is set here.
    public func microsoftKey(_ type: UInt8, _ key: [UInt8], salt: [UInt8], by secret: RADIUSSecret) -> Attribute {
        precondition(key.count <= 239 && salt.count == 2)
        let salt = [salt[0] | 0x80, salt[1]]
        var plain = [UInt8(key.count)] + key
        plain += [UInt8](repeating: 0, count: (16 - plain.count % 16) % 16)
        var cipher: [UInt8] = []
        var chain = authenticator + salt
        for block in stride(from: 0, to: plain.count, by: 16) {
            let mask = Insecure.MD5.hash(data: secret.octets + chain)
            chain = zip(plain[block..<block + 16], mask).map { $0 ^ $1 }
            cipher += chain
        }
        let value = salt + cipher
        return Attributes.vendorSpecific([0, 0, 0x01, 0x37, type, UInt8(value.count + 2)] + value)
    }
}

/// In a time that does not tell where they differ.
public func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
