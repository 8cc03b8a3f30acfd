import Milenage
import Platform
import Store
import Telecom

/// A SIM's side of authentication: it knows the keys and checks what the network sends. Source: 3GPP TS 33.102 §6.3.3, annex C.2.2.
public final class TestSIM: Sendable {
    public enum Answer: Equatable, Sendable {
        case response([UInt8])
        /// The sequence number is used; AUTS, 14 octets.
        case synchronisationFailure([UInt8])
        /// Whoever made the challenge does not know the keys.
        case wrongCode
    }

    public let milenage: Milenage
    private let places = Lock([UInt64](repeating: 0, count: 32))

    /// The highest SEQ accepted at each IND.
    public var accepted: [UInt64] {
        get { places.withLock { $0 } }
        set { places.withLock { $0 = newValue } }
    }

    public init(_ milenage: Milenage, at number: SequenceNumber = SequenceNumber(0)!) {
        self.milenage = milenage
        accepted[Int(number.index)] = number.sequence
    }

    public var highest: SequenceNumber {
        let sequence = accepted.max()!
        return SequenceNumber(sequence << 5 | UInt64(accepted.firstIndex(of: sequence)!))!
    }

    public func accepts(_ number: SequenceNumber) -> Bool {
        guard number.sequence > accepted[Int(number.index)] else { return false }
        guard number.sequence <= highest.sequence || number.sequence - highest.sequence <= SequenceNumber.greatestJump else { return false }
        accepted[Int(number.index)] = number.sequence
        return true
    }

    /// What AUTN says, without judging it.
    public func sequenceNumber(rand: [UInt8], autn: [UInt8]) -> SequenceNumber {
        let octets = zip(autn, milenage.response(rand: rand).ak).map { $0 ^ $1 }
        return SequenceNumber(octets.reduce(0) { $0 << 8 | UInt64($1) })!
    }

    public func authenticate(rand: [UInt8], autn: [UInt8]) -> Answer {
        let number = sequenceNumber(rand: rand, autn: autn)
        let amf = Array(autn[6..<8])
        guard milenage.macA(rand: rand, sqn: octets(number), amf: amf) == Array(autn[8...]) else { return .wrongCode }
        guard accepts(number) else { return .synchronisationFailure(auts(rand: rand)) }
        return .response(milenage.response(rand: rand).res)
    }

    public func auts(rand: [UInt8]) -> [UInt8] {
        let sqn = octets(highest)
        return zip(sqn, milenage.resynchronisationAK(rand: rand)).map { $0 ^ $1 } + milenage.macS(rand: rand, sqn: sqn, amf: [0, 0])
    }

    private func octets(_ number: SequenceNumber) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: number.value >> UInt64(40 - 8 * $0)) }
    }
}

extension Platform {
    /// The SIM of a subscriber of the own network.
    public func testSIM(_ imsi: IMSI) async throws -> TestSIM {
        let keys = try await store.read { try $0.authenticationRecords(of: [imsi])[imsi]! }
        let k = try masterKey.open(keys.sealedK, .subscriberK, of: imsi.digits)
        let opc = try masterKey.open(keys.sealedOPc, .subscriberOPc, of: imsi.digits)
        return TestSIM(Milenage(k: k, opc: opc)!)
    }
}
