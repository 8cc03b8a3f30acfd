import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve until SIGTERM.",
        discussion: "Brings the schema up first. Ends with status 78 when the configuration is wrong.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try refusingBadConfiguration { try options.configuration().withPortChosen() }
        LogOutput.start(configuration)
        try await refusingBadConfiguration {
            try Assembly.makeDataFolder(configuration)
            if configuration.isEmbedded { try DataFolderLock.take(configuration.dataFolder) }
            let platform = try await Assembly.platform(configuration)
            if configuration.isEmbedded { try await platform.takeBackLeases() }
            try await Node(configuration: configuration, platform: platform).serve()
        }
    }
}
