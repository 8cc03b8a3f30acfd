import Telecom

/// A message by which the holder of an account signs in. Source: EIP-4361.
public struct SignInMessage: Hashable, Sendable {
    /// `https` and the like, when the message names one.
    public let scheme: String?
    /// The authority that asks: `service.org`, `localhost:8080`.
    public let domain: String
    public let address: Address
    /// What the person agrees to: one line of ASCII.
    public let statement: String?
    public let uri: String
    public let chainID: UInt64
    /// 8 letters or digits at least.
    public let nonce: String
    public let issuedAt: Timestamp
    public let expiresAt: Timestamp?
    public let notBefore: Timestamp?
    public let requestID: String?
    public let resources: [String]
    /// The message, to the octet as it is signed.
    public let text: String

    public static let maximumLength = 8192

    /// A message to sign.
    /// - Returns: `nil` when a part is not of the form that EIP-4361 demands.
    public init?(
        domain: String, address: Address, statement: String? = nil, uri: String, chainID: UInt64, nonce: String, issuedAt: Timestamp,
        expiresAt: Timestamp? = nil
    ) {
        var text = "\(domain) wants you to sign in with your Ethereum account:\n\(address)\n\n"
        if let statement { text += "\(statement)\n" }
        text += "\nURI: \(uri)\nVersion: 1\nChain ID: \(chainID)\nNonce: \(nonce)\nIssued At: \(issuedAt)"
        if let expiresAt { text += "\nExpiration Time: \(expiresAt)" }
        self.init(text)
    }

    /// Reads a message; `nil` for what does not follow the ABNF of EIP-4361 to the octet or is longer than `maximumLength`.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        self.text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        let greeting = " wants you to sign in with your Ethereum account:"
        guard let first = lines.popFirst(), first.hasSuffix(greeting) else { return nil }
        let asker = String(first.dropLast(greeting.count)).components("://")
        guard asker.count <= 2, let domain = asker.last, isAuthority(domain) else { return nil }
        scheme = asker.count == 2 ? asker[0] : nil
        if let scheme, !isScheme(scheme) { return nil }
        self.domain = domain
        guard let line = lines.popFirst(), let address = Address(line), address.description == line, lines.popFirst() == "" else {
            return nil
        }
        self.address = address
        guard let next = lines.popFirst() else { return nil }
        statement = next.isEmpty && lines.first?.hasPrefix("URI: ") == true ? nil : next
        if let statement {
            guard statement.utf8.allSatisfy({ isReservedOrUnreserved($0) || $0 == 0x20 }), lines.popFirst() == "" else { return nil }
        }
        guard let uri = lines.field("URI: "), isURI(uri), lines.popFirst() == "Version: 1",
            let chain = lines.field("Chain ID: "), let chainID = UInt64(chain), String(chainID) == chain,
            (1...Transaction.maximumChainID).contains(chainID),
            let nonce = lines.field("Nonce: "), nonce.utf8.count >= 8, nonce.utf8.allSatisfy(isAlphanumeric),
            let issued = lines.field("Issued At: "), let issuedAt = Timestamp(issued)
        else { return nil }
        (self.uri, self.chainID, self.nonce, self.issuedAt) = (uri, chainID, nonce, issuedAt)
        let (expires, start) = (lines.field("Expiration Time: "), lines.field("Not Before: "))
        (expiresAt, notBefore) = (expires.flatMap { Timestamp($0) }, start.flatMap { Timestamp($0) })
        guard (expires == nil) == (expiresAt == nil), (start == nil) == (notBefore == nil) else { return nil }
        requestID = lines.field("Request ID: ")
        if let requestID, !requestID.utf8.allSatisfy({ isPathCharacter($0) }) { return nil }
        var resources: [String] = []
        if lines.first == "Resources:" {
            lines.removeFirst()
            while let resource = lines.field("- ") { resources.append(resource) }
        }
        guard lines.isEmpty, resources.allSatisfy(isURI) else { return nil }
        self.resources = resources
    }
}

/// Why a sign-in is refused.
public enum SignInError: Error, Equatable {
    case wrongDomain, wrongURI, wrongChain, wrongNonce, expired, notYetValid
    /// Issued in the future, or longer ago than is allowed.
    case wrongTime
    /// Signed by another account, or by nobody. An account that is a contract (EIP-1271) cannot be told here.
    case wrongSignature
}

extension SignInMessage {
    /// What the asker wants to see in the message.
    public struct Expectation: Sendable {
        public let domain: String
        public let uri: String
        public let chainID: UInt64
        /// As it was given out for this sign-in; whoever calls sees to it that it is used once.
        public let nonce: String
        /// Seconds that a message may be old.
        public let maximumAgeSeconds: Int64
        /// Seconds that the wallet's clock may be ahead.
        public let toleranceSeconds: Int64

        public init(
            domain: String, uri: String, chainID: UInt64, nonce: String, maximumAgeSeconds: Int64 = 600, toleranceSeconds: Int64 = 60
        ) {
            self.domain = domain
            self.uri = uri
            self.chainID = chainID
            self.nonce = nonce
            self.maximumAgeSeconds = maximumAgeSeconds
            self.toleranceSeconds = toleranceSeconds
        }
    }

    /// Proves that the holder of `address` has signed this message for this asker, now.
    public func check(_ signature: Signature, _ expected: Expectation, at now: Timestamp) throws(SignInError) {
        guard domain == expected.domain else { throw .wrongDomain }
        guard uri == expected.uri else { throw .wrongURI }
        guard chainID == expected.chainID else { throw .wrongChain }
        guard nonce == expected.nonce else { throw .wrongNonce }
        if let expiresAt, expiresAt <= now { throw .expired }
        if let notBefore, now < notBefore { throw .notYetValid }
        guard issuedAt <= now.adding(seconds: expected.toleranceSeconds), now <= issuedAt.adding(seconds: expected.maximumAgeSeconds)
        else { throw .wrongTime }
        guard signature.signer(of: PersonalMessage(text).signingHash)?.address == address else { throw .wrongSignature }
    }
}

extension String {
    /// The parts before and after the first `separator`, or the whole.
    fileprivate func components(_ separator: String) -> [String] {
        guard let range = firstRange(of: separator) else { return [self] }
        return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
    }
}

extension ArraySlice<String> {
    /// What follows `label` on the next line; the line stays when it is another.
    fileprivate mutating func field(_ label: String) -> String? {
        guard let line = first, line.hasPrefix(label) else { return nil }
        removeFirst()
        return String(line.dropFirst(label.count))
    }
}

// Source of what follows: RFC 3986, appendix A.

private func isAlphanumeric(_ c: UInt8) -> Bool {
    (0x30...0x39).contains(c) || (0x41...0x5A).contains(c) || (0x61...0x7A).contains(c)
}

private func isReservedOrUnreserved(_ c: UInt8) -> Bool { isAlphanumeric(c) || ":/?#[]@!$&'()*+,;=-._~".utf8.contains(c) }

private func isPathCharacter(_ c: UInt8) -> Bool { isAlphanumeric(c) || "-._~%!$&'()*+,;=:@".utf8.contains(c) }

private func isAuthority(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { isPathCharacter($0) || "[]".utf8.contains($0) }
}

private func isScheme(_ text: String) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first), !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "+-.".utf8.contains($0) }
}

private func isURI(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":"), isScheme(String(text[..<colon])) else { return false }
    return text.utf8.allSatisfy { isReservedOrUnreserved($0) || $0 == 0x25 }
}
