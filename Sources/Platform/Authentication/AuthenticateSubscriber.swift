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

/// Asks for one vector of EAP-AKA′.
public struct EAPAuthenticationRequest: Sendable {
    public let imsi: IMSI
    /// Of the access network, such as `WLAN`.
    public let networkName: String
    public let resynchronisation: AuthenticationRequest.Resynchronisation?

    public init(imsi: IMSI, networkName: String, resynchronisation: AuthenticationRequest.Resynchronisation?) {
        self.imsi = imsi
        self.networkName = networkName
        self.resynchronisation = resynchronisation
    }
}

extension Platform {
    /// Makes vectors to authenticate a subscriber by. Source: 3GPP TS 33.102 §6.3.2 and §6.3.5, TS 33.401 §6.1.2, TS 29.272 §5.2.3.
    ///
    /// Their sequence numbers are durable when this returns. K and OPc are opened in memory alone, for this one answer.
    /// - Throws: `StoreError` when nothing could be written; `MasterKey.Failure` when the keys were sealed by another master key.
    public func authenticateSubscriber(_ request: AuthenticationRequest) async throws -> AuthenticationOutcome {
        switch try await reserveNumbers(for: request.imsi, request.count, request.resynchronisation) {
        case .refused(let outcome): return outcome
        case .reserved(let numbers, let milenage, let amf):
            return .vectors(
                numbers.map {
                    EPSAuthenticationVector(
                        milenage, rand: randomness.bytes(16), sqn: $0.value, amf: amf, servingNetwork: request.servingNetwork)
                })
        }
    }

    /// Makes a vector to authenticate a subscriber by over EAP-AKA′, as Wi-Fi does. Source: 3GPP TS 33.402 §6.2.
    /// - Returns: `nil` for who is not known or not served, and for a wrong AUTS.
    /// - Throws: as `authenticateSubscriber`.
    public func authenticateOverEAP(_ request: EAPAuthenticationRequest) async throws -> EAPAuthenticationVector? {
        switch try await reserveNumbers(for: request.imsi, 1, request.resynchronisation) {
        case .refused: return nil
        case .reserved(let numbers, let milenage, let amf):
            return EAPAuthenticationVector(
                milenage, rand: randomness.bytes(16), sqn: numbers[0].value, amf: amf, networkName: request.networkName)
        }
    }

    private enum Reserved {
        /// At least one number, the subscriber's keys and AMF.
        case reserved([SequenceNumber], Milenage, amf: [UInt8])
        case refused(AuthenticationOutcome)
    }

    private func reserveNumbers(
        for imsi: IMSI, _ count: Int, _ resynchronisation: AuthenticationRequest.Resynchronisation?
    ) async throws -> Reserved {
        precondition(count > 0)
        var sim: SequenceNumber?
        if let resynchronisation {
            let found = try await store.read { try $0.authenticationRecords(of: [imsi])[imsi] }
            guard let record = found else { return .refused(.unknownSubscriber) }
            let number = try milenage(of: imsi, record).sequenceNumber(rand: resynchronisation.rand, auts: resynchronisation.auts)
            guard let number else { return .refused(.wrongAUTS) }
            sim = SequenceNumber(number)
        }
        let wish = AuthenticationEngine.Wish(imsi: imsi, count: min(count, AuthenticationRequest.mostVectors), sim: sim)
        switch try await authentication.reserve(wish) {
        case .unknownSubscriber: return .refused(.unknownSubscriber)
        case .notServed: return .refused(.notServed)
        case .exhausted: return .refused(.exhausted)
        case .numbers(let numbers, let record):
            let amf = [UInt8(truncatingIfNeeded: record.amf >> 8), UInt8(truncatingIfNeeded: record.amf)]
            return .reserved(numbers, try milenage(of: imsi, record), amf: amf)
        }
    }

    private func milenage(of imsi: IMSI, _ record: AuthenticationRecord) throws -> Milenage {
        let k = try masterKey.open(record.sealedK, .subscriberK, of: imsi.digits)
        let opc = try masterKey.open(record.sealedOPc, .subscriberOPc, of: imsi.digits)
        guard let milenage = Milenage(k: k, opc: opc) else { throw StoreError.corrupt("a subscriber's keys are not of 16 octets") }
        return milenage
    }
}
