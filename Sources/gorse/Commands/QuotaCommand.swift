import ArgumentParser
import Platform

struct QuotaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota", abstract: "Charged units.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Fold every charging journal from its beginning. Status 1 when units do not add up or a balance is not the fold.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            let report = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let report = try await QuotaVerification(store).run()
                await store.close()
                return report
            }
            print(
                "\(report.rows) journal rows of \(report.groups) groups verified: \(report.buckets) buckets, \(report.records) records, \(report.octetsUsed) octets used, "
                    + "\(report.octetsReserved) reserved, \(report.overageOctets) beyond what was left")
            for fault in report.faults { print("BROKEN: \(fault)") }
            if !report.holds { throw ExitCode.failure }
        }
    }
}
