import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct ImportTests {
    static func simFile(_ count: Int) -> String {
        "iccid,imsi,k,opc\n"
            + (0..<count).map { number in
                let digits = "8999901" + String(String(number + 100_000_000_000).suffix(11))
                let iccid = digits + String(luhnCheckDigit(digits))
                return "\(iccid),00101\(String(number + 10_000_000_000).suffix(10)),\(InventoryKeys.k),\(InventoryKeys.opc)\n"
            }.joined()
    }

    enum InventoryKeys {
        static let k = "465b5ce8b199b49faa5f0a2ee238a6bc"
        static let opc = "cd63cb71954a9f4e48a5994e37a02baf"
    }

    @Test func `good rows are imported, bad ones named, and a second import finds all of them there`() async throws {
        let platform = try await testPlatform()
        let file = Array((Self.simFile(1200) + "1,2,3,4\n" + "8999,\n").utf8)
        let report = try await platform.importSIMProfiles(file, brand: .dotm, actor: "acc_admin")
        #expect(report.rows == 1202 && report.imported == 1200 && report.problemCount == 2)
        #expect(report.problems.map(\.row) == [1202, 1203] && report.problems[0].column == "iccid")
        #expect(try await platform.countInventory(of: .dotm).simProfiles == [.available: 1200] as [SIMProfileState: Int64])

        let again = try await platform.importSIMProfiles(file, brand: .dotm, actor: "acc_admin")
        #expect(again.imported == 0 && again.problemCount == 1202 && again.problems.count == 1000)
        #expect(again.problems[0] == .isInInventory(row: 2, column: "iccid"))
    }

    @Test func `two imports of the same file at once add each row once`() async throws {
        let platform = try await testPlatform()
        let file = Array(Self.simFile(600).utf8)
        let reports = try await withThrowingTaskGroup(of: ImportReport.self) { group in
            for _ in 0..<2 { group.addTask { try await platform.importSIMProfiles(file, brand: .dotm, actor: "acc_admin") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.map(\.imported).reduce(0, +) == 600)
    }

    @Test func `keys are kept sealed for their IMSI alone`() async throws {
        let platform = try await testPlatform()
        _ = try await platform.importSIMProfiles(Array(Self.simFile(1).utf8), brand: .dotm, actor: "acc_admin")
        let row = try await platform.store.read { try $0.query("SELECT * FROM sim_profiles").first! }
        let k: [UInt8] = [0x46, 0x5B, 0x5C, 0xE8, 0xB1, 0x99, 0xB4, 0x9F, 0xAA, 0x5F, 0x0A, 0x2E, 0xE2, 0x38, 0xA6, 0xBC]
        let sealed = try row.blob("sealed_k")
        #expect(sealed.count == 49)
        #expect(try platform.masterKey.open(sealed, .subscriberK, of: row.text("imsi")) == k)
        #expect(throws: MasterKey.Failure()) { try platform.masterKey.open(sealed, .subscriberK, of: "001019999999999") }
        #expect(throws: MasterKey.Failure()) { try platform.masterKey.open(row.blob("sealed_opc"), .subscriberK, of: row.text("imsi")) }
    }

    @Test func `numbers are imported, and those of another import named`() async throws {
        let platform = try await testPlatform()
        let report = try await platform.importPhoneNumbers(
            Array("number\n+12125550100\n+12125550101\n+12125559999\n".utf8), brand: .dotm, actor: "acc_admin")
        #expect(report.imported == 2 && report.problems.map(\.row) == [4])
        let again = try await platform.importPhoneNumbers(Array("number\n+12125550101\n".utf8), brand: .dotm, actor: "acc_admin")
        #expect(again.problems == [.isInInventory(row: 2, column: "number")])
    }

    @Test func `a file that cannot be read is refused, and nothing is imported`() async throws {
        let platform = try await testPlatform()
        for text in ["", "iccid,imsi\n", "number\n\"", "\u{0}\n"] {
            for importFile in [platform.importSIMProfiles, platform.importPhoneNumbers] {
                let error = await #expect(throws: PlatformError.self) { _ = try await importFile(Array(text.utf8), .dotm, "acc_admin") }
                #expect(error?.code == "invalid_file" && error?.kind == .invalid)
            }
        }
        let counts = try await platform.countInventory(of: .dotm)
        #expect(counts.simProfiles.isEmpty && counts.phoneNumbers.isEmpty)
    }
}
