/// Authentication-Information-Answer. Source: 3GPP TS 29.272 §7.2.6.
public struct AuthenticationInformationAnswer: S6aAnswer {
    public var result: DiameterResult
    /// In the order in which they are to be used.
    public var vectors: [EUTRANVector]

    /// Source: 3GPP TS 29.272 §7.3.18.
    public struct EUTRANVector: Hashable, Sendable {
        /// 16 octets.
        public let rand: [UInt8]
        /// 4 to 16 octets.
        public let xres: [UInt8]
        /// 16 octets.
        public let autn: [UInt8]
        /// 32 octets.
        public let kasme: [UInt8]

        public init(rand: [UInt8], xres: [UInt8], autn: [UInt8], kasme: [UInt8]) {
            self.rand = rand
            self.xres = xres
            self.autn = autn
            self.kasme = kasme
        }
    }

    public init(_ result: DiameterResult, vectors: [EUTRANVector] = []) {
        self.result = result
        self.vectors = vectors
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        result = try DiameterResult(message)
        vectors = []
        guard let info = try message.first(AVPs.authenticationInfo) else { return }
        var numbered: [(item: UInt32, vector: EUTRANVector)] = []
        for group in try info.all(AVPs.eUTRANVector) {
            numbered.append((try group.first(AVPs.itemNumber) ?? 0, try EUTRANVector(group)))
        }
        vectors = numbered.sorted { $0.item < $1.item }.map(\.vector)
    }

    public func append(to message: inout DiameterMessage) {
        guard !vectors.isEmpty else { return }
        let groups = vectors.enumerated().map { AVPs.eUTRANVector($1.group(item: UInt32($0 + 1))) }
        message.append(AVPs.authenticationInfo, AVPGroup(groups))
    }
}

extension AuthenticationInformationAnswer.EUTRANVector {
    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        rand = try group.required(AVPs.rand)
        xres = try group.required(AVPs.xres)
        autn = try group.required(AVPs.autn)
        kasme = try group.required(AVPs.kasme)
    }

    fileprivate func group(item: UInt32) -> AVPGroup {
        AVPGroup([AVPs.itemNumber(item), AVPs.rand(rand), AVPs.xres(xres), AVPs.autn(autn), AVPs.kasme(kasme)])
    }
}

/// Never printed: KASME and XRES are the subscriber's secrets.
extension AuthenticationInformationAnswer.EUTRANVector: CustomStringConvertible, CustomReflectable {
    public var description: String { "vector (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
