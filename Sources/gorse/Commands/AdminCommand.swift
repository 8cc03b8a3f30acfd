import ArgumentParser
import Platform

struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Who runs this installation.", subcommands: [Grant.self])

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "grant", abstract: "Make an account an admin.",
            discussion: "The account must exist: sign up first. An address counts once its owner has proved it.")

        @Argument(help: "The account's id, or its proved address.") var account: String
        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await onPlatform(options) { platform in
                let account = try await platform.grantAdmin(account: account)
                print("\(account.id) is an admin now")
            }
        }
    }
}

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make an API key for an account and print it, once.")

    @Argument(help: "The account's id, or its proved address.") var account: String
    @Option(help: "What the key is for.") var name = "command line"
    @Option(help: "What it may do, parted by commas, such as account:read,orders:write.") var scopes = "account:read"
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await onPlatform(options) { platform in
            let account = try await platform.account(named: account)
            let scopes = Set(scopes.split(separator: ",").map(String.init))
            let (_, secret) = try await platform.createAPIKey(name: name, scopes: scopes, expiresAt: nil, for: account.id)
            print(secret.text)
        }
    }
}

/// Runs a command's work on the platform, and says why when it refuses.
private func onPlatform(_ options: ConfigurationOptions, _ work: (Platform) async throws -> Void) async throws {
    let configuration = try options.configuration()
    LogOutput.start(configuration)
    try await refusingBadConfiguration {
        let platform = try await Assembly.platform(configuration)
        do {
            try await work(platform)
        } catch let error as PlatformError {
            printError(error.message)
            await platform.store.close()
            throw ExitCode.failure
        }
        await platform.store.close()
    }
}
