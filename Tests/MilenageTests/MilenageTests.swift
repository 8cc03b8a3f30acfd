import Foundation
import TestKit
import Telecom
import Testing

@testable import Milenage

/// A test set of 3GPP TS 35.208.
private struct TestSet: Decodable, CustomTestStringConvertible, Sendable {
    let set: Int
    let k, rand, sqn, amf, op, opc, f1, f1star, f2, f3, f4, f5, f5star: String
    var testDescription: String { "set \(set)" }

    static let all: [TestSet] = {
        struct File: Decodable { let sets: [TestSet] }
        let url = Bundle.module.url(forResource: "ts35208", withExtension: "json")!
        return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).sets
    }()
}

private func octets(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).map { UInt8(hex.dropFirst($0).prefix(2), radix: 16)! }
}

@Suite struct MilenageTests {
    @Test func `all twenty sets are there`() {
        #expect(TestSet.all.map(\.set) == Array(1...20))
    }

    @Test(arguments: TestSet.all)
    private func `every function gives what TS 35.208 says`(set: TestSet) throws {
        #expect(Milenage.opc(k: octets(set.k), op: octets(set.op)) == octets(set.opc))
        let milenage = try #require(Milenage(k: octets(set.k), opc: octets(set.opc)))
        let rand = octets(set.rand)
        #expect(milenage.macA(rand: rand, sqn: octets(set.sqn), amf: octets(set.amf)) == octets(set.f1))
        #expect(milenage.macS(rand: rand, sqn: octets(set.sqn), amf: octets(set.amf)) == octets(set.f1star))
        let response = milenage.response(rand: rand)
        #expect(response == .init(res: octets(set.f2), ck: octets(set.f3), ik: octets(set.f4), ak: octets(set.f5)))
        #expect(milenage.resynchronisationAK(rand: rand) == octets(set.f5star))
    }

    @Test func `keys of a wrong length are refused`() {
        #expect(Milenage(k: [1], opc: Array(repeating: 0, count: 16)) == nil)
        #expect(Milenage.opc(k: Array(repeating: 0, count: 16), op: []) == nil)
    }
}

@Suite struct EPSAuthenticationVectorTests {
    private let sim = Milenage(k: octets(TestSet.all[0].k), opc: octets(TestSet.all[0].opc))!
    private let rand = octets(TestSet.all[0].rand)

    @Test func `a SIM that knows the keys finds the sequence number and the code in AUTN`() {
        let vector = EPSAuthenticationVector(sim, rand: rand, sqn: 0xFF9B_B4D0_B607, servingNetwork: PLMN("302720")!)
        let response = sim.response(rand: rand)
        let sqn = Array(vector.autn[..<6]) ^ response.ak
        #expect(sqn == octets("ff9bb4d0b607"))
        #expect(Array(vector.autn[8...]) == sim.macA(rand: rand, sqn: sqn, amf: [0x80, 0x00]))
        #expect(vector.xres == response.res)
        #expect(vector.kasme.count == 32)
    }

    @Test func `another serving network gives another key`() {
        let here = EPSAuthenticationVector(sim, rand: rand, sqn: 1, servingNetwork: PLMN("302720")!)
        let there = EPSAuthenticationVector(sim, rand: rand, sqn: 1, servingNetwork: PLMN("310260")!)
        #expect(here.kasme != there.kasme)
        #expect(here.autn == there.autn)
    }
}

@Suite struct ResynchronisationTests {
    private let sim = Milenage(k: octets(TestSet.all[2].k), opc: octets(TestSet.all[2].opc))!
    private let rand = octets(TestSet.all[2].rand)

    private func auts(_ sqn: UInt64) -> [UInt8] {
        (sequenceOctets(sqn) ^ sim.resynchronisationAK(rand: rand)) + sim.macS(rand: rand, sqn: sequenceOctets(sqn), amf: [0, 0])
    }

    @Test(arguments: [0, 1, 32, 0xFFFF_FFFF_FFFF] as [UInt64])
    func `the SIM's sequence number comes back from its AUTS`(sqn: UInt64) {
        #expect(sim.sequenceNumber(rand: rand, auts: auts(sqn)) == sqn)
    }

    @Test func `an AUTS with any octet changed is refused`() {
        for place in 0..<14 {
            var wrong = auts(77)
            wrong[place] ^= 1
            #expect(sim.sequenceNumber(rand: rand, auts: wrong) == nil)
        }
        #expect(sim.sequenceNumber(rand: rand, auts: []) == nil)
    }
}
