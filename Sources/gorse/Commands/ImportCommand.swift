import ArgumentParser
import Foundation
import Platform
import Subscribers
import Telecom

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add SIM profiles or numbers to the inventory.", subcommands: [SIMs.self, Numbers.self])

    struct SIMs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sims", abstract: "Import SIM profiles. Status 1 when rows were left out; each is named.",
            discussion: "Columns: iccid, imsi, k, opc and, if you like, matching_id. At most 10 MB and 50,000 rows.")

        @OptionGroup var inventory: InventoryOptions

        func run() async throws {
            try await inventory.run { try await $0.importSIMProfiles($1, brand: $2, actor: "system") }
        }
    }

    struct Numbers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "numbers", abstract: "Import numbers. Status 1 when rows were left out; each is named.",
            discussion: "Column: number, such as +12125550123. At most 10 MB and 50,000 rows.")

        @OptionGroup var inventory: InventoryOptions

        func run() async throws {
            try await inventory.run { try await $0.importPhoneNumbers($1, brand: $2, actor: "system") }
        }
    }
}

/// What both imports are told: a file and whose inventory it goes to.
struct InventoryOptions: ParsableArguments {
    @Argument(help: "A file of comma-separated values with a header row.") var file: String
    @Option(help: "The brand that gets them.") var brand = BrandID.dotm.text
    @OptionGroup var options: ConfigurationOptions

    func run(_ importFile: (Platform, [UInt8], BrandID) async throws -> ImportReport) async throws {
        let configuration = try options.configuration()
        LogOutput.start(configuration)
        guard let brand = BrandID(brand) else { throw ValidationError("--brand is an id such as brd_dotm.") }
        let bytes = try read(file)
        let platform = try await refusingBadConfiguration { try await Assembly.platform(configuration) }
        let report: ImportReport
        do {
            report = try await importFile(platform, bytes, brand)
        } catch let error as PlatformError {
            await platform.store.close()
            printError(error.message)
            throw ExitCode.failure
        }
        await platform.store.close()
        print("\(report.imported) of \(report.rows) rows imported")
        for problem in report.problems { print("row \(problem.row)\(problem.column.map { ", \($0)" } ?? ""): \(problem.rule)") }
        if report.problemCount > report.problems.count { print("and \(report.problemCount - report.problems.count) rows more") }
        if report.problemCount > 0 { throw ExitCode.failure }
    }

    /// One octet more than is allowed is enough to know that a file is too large.
    private func read(_ path: String) throws -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            return [UInt8](try file.read(upToCount: CSV.greatestSize + 1) ?? Data())
        } catch {
            printError("\(path) cannot be read.")
            throw ExitCode.failure
        }
    }
}
