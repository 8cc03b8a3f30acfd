import Telecom
import TestKit
import Testing

@testable import RSP

@Suite struct ProfilePackageTests {
    private let sim = Laboratory.sim(.seeded(7))

    @Test func `The files hold the line's own numbers as the standards code them`() {
        #expect(sim.iccid.octets == [0x98, 0x01, 0x93, 0, 0, 0, 0, 0, 0x10, 0xF8])
        #expect(ICCID(octets: sim.iccid.octets) == sim.iccid)
        #expect(sim.imsiFile == [8, 0x99, 0x99, 0x07, 0, 0, 0, 0, 0x10])
        #expect(sim.accessClassFile == [0, 2])
        #expect(sim.administrativeDataFile == [0, 0, 0, 2])
        #expect(sim.serviceProviderName == [0] + Array("DOTM".utf8) + [UInt8](repeating: 0xFF, count: 12))
        #expect(sim.messageParametersFile.count == 38)
        #expect(sim.numberFile?.count == 24)
        #expect(sim.numberFile?[10...12] == [7, 0x91, 0x21])
        #expect(sim.equivalentHomesFile.prefix(6) == [0x99, 0xF9, 0x07, 0x99, 0xF9, 0x17])
        #expect(AccessRule.records.count == 14)
        #expect(AccessRule.records.allSatisfy { $0.count <= AccessRule.recordLength })
    }

    @Test func `A name outside of the common alphabet is written in UCS-2, and one that is too long is refused`() throws {
        var sim = sim
        sim.networkName = "Été"
        #expect(sim.serviceProviderName?.prefix(8) == [0, 0x80, 0, 0xC9, 0, 0x74, 0, 0xE9])
        for name in ["", "seventeen letters", "Été à Montréal"] {
            sim.networkName = name
            #expect(throws: SIMPersonalisation.Fault.networkName) { try ProfilePackage.encode(sim) }
        }
    }

    @Test func `What a profile cannot be made of is refused by its reason`() throws {
        func fault(_ change: (inout SIMPersonalisation) -> Void) -> SIMPersonalisation.Fault? {
            var changed = sim
            change(&changed)
            do {
                _ = try ProfilePackage.encode(changed)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault { _ in } == nil)
        #expect(fault { $0.k = [1] } == .keys)
        #expect(fault { $0.unblockingCodes = ["1234567", "12345678"] } == .unblockingCodes)
        #expect(fault { $0.home = PLMN("31026")! } == .homeNetwork)
        #expect(fault { $0.preferred = Array(repeating: PLMN("310260")!, count: 9) } == .networks)
    }

    @Test func `Neither keys nor codes are shown when printed`() throws {
        let package = try InstalledProfile(decoding: ProfilePackage.encode(sim))
        #expect("\(sim) \(package)" == "SIMPersonalisation InstalledProfile")
    }

    @Test func `A package that lacks an element, or has it twice, is refused`() throws {
        let octets = try ProfilePackage.encode(sim)
        #expect(throws: MalformedMessage("ProfilePackage", "end", .missing)) { try InstalledProfile(decoding: Array(octets.dropLast(9))) }
        #expect(throws: MalformedMessage("ProfilePackage", "header", .value)) { try InstalledProfile(decoding: octets + octets) }
    }
}
