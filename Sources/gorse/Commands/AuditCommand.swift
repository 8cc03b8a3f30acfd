import ArgumentParser
import Store

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit log.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Compute the hash chain anew. Status 1 when a row was changed, removed or moved.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            let verification = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let verification = try await store.verifyAudit()
                await store.close()
                return verification
            }
            print("\(verification.verified) audit events verified, \(verification.unsealed) not sealed yet")
            if let firstBreak = verification.firstBreak {
                print("BROKEN: \(firstBreak)")
                throw ExitCode.failure
            }
        }
    }
}
