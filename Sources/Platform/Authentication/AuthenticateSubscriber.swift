import Milenage
import Store
import Telecom

/// An MME's wish for authentication vectors.
public struct AuthenticationRequest: Sendable {
    public let imsi: IMSI
    /// The network that asks: its key is bound to it.
    public let servingNetwork: PLMN
    /// How many are asked for, 1 or more; at most `mostVectors` are given.
    public let count: Int
    public let resynchronisation: Resynchronisation?

    /// A SIM found a challenge's sequence number used. Source: 3GPP TS 33.102 §6.3.5.
    public struct Resynchronisation: Sendable {
        /// 16 octets.
        public let rand: [UInt8]
        /// 14 octets.
        public let auts: [UInt8]

        public init(rand: [UInt8], auts: [UInt8]) {
            self.rand = rand
            self.auts = auts
        }
    }

    /// Vectors for one request, at most: what is given ahead and not used costs the subscriber places in the SIM's array.
    public static let mostVectors = 5

    public init(imsi: IMSI, servingNetwork: PLMN, count: Int = 1, resynchronisation: Resynchronisation? = nil) {
        self.imsi = imsi
        self.servingNetwork = servingNetwork
        self.count = count
        self.resynchronisation = resynchronisation
    }
}

/// What became of it.
public enum AuthenticationOutcome: Sendable {
    /// 1 to `AuthenticationRequest.mostVectors`, in the order of their sequence numbers.
    case vectors([EPSAuthenticationVector])
    case unknownSubscriber
    /// The line is suspended.
    case notServed
    /// AUTS was not made by this SIM for this challenge; nothing has changed.
    case wrongAUTS
    /// No sequence number is left that the SIM would accept.
    case exhausted
}

extension Platform {
    /// Makes vectors to authenticate a subscriber by. Source: 3GPP TS 33.102 §6.3.2 and §6.3.5, TS 33.401 §6.1.2, TS 29.272 §5.2.3.
    ///
    /// Their sequence numbers are durable when this returns. K and OPc are opened in memory alone, for this one answer.
    /// - Throws: `StoreError` when nothing could be written; `MasterKey.Failure` when the keys were sealed by another master key.
    public func authenticateSubscriber(_ request: AuthenticationRequest) async throws -> AuthenticationOutcome {
        precondition(request.count > 0)
        var sim: SequenceNumber?
        if let resynchronisation = request.resynchronisation {
            let found = try await store.read { try $0.authenticationRecords(of: [request.imsi])[request.imsi] }
            guard let record = found else { return .unknownSubscriber }
            let number = try milenage(of: request.imsi, record).sequenceNumber(rand: resynchronisation.rand, auts: resynchronisation.auts)
            guard let number else { return .wrongAUTS }
            sim = SequenceNumber(number)
        }
        let wish = AuthenticationEngine.Wish(imsi: request.imsi, count: min(request.count, AuthenticationRequest.mostVectors), sim: sim)
        switch try await authentication.reserve(wish) {
        case .unknownSubscriber: return .unknownSubscriber
        case .notServed: return .notServed
        case .exhausted: return .exhausted
        case .numbers(let numbers, let record):
            let milenage = try milenage(of: request.imsi, record)
            let amf = [UInt8(truncatingIfNeeded: record.amf >> 8), UInt8(truncatingIfNeeded: record.amf)]
            return .vectors(
                numbers.map {
                    EPSAuthenticationVector(
                        milenage, rand: randomness.bytes(16), sqn: $0.value, amf: amf, servingNetwork: request.servingNetwork)
                })
        }
    }

    private func milenage(of imsi: IMSI, _ record: AuthenticationRecord) throws -> Milenage {
        let k = try masterKey.open(record.sealedK, .subscriberK, of: imsi.digits)
        let opc = try masterKey.open(record.sealedOPc, .subscriberOPc, of: imsi.digits)
        guard let milenage = Milenage(k: k, opc: opc) else { throw StoreError.corrupt("a subscriber's keys are not of 16 octets") }
        return milenage
    }
}
