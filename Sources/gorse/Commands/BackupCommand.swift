import ArgumentParser
import Store

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the whole database into one new file, while it is in use.")

    @Argument(help: "The file to make; there must be none of that name.") var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.configuration()
        LogOutput.start(configuration)
        try await refusingBadConfiguration {
            let octets = try await Backup.make(of: configuration.database, at: file)
            print("copied \(configuration.database) to \(file), \(octets) octets")
        }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a copy back: into a SQLite file that does not exist, or a PostgreSQL database without tables.")

    @Argument(help: "The file that `backup` has made.") var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.configuration()
        LogOutput.start(configuration)
        try await refusingBadConfiguration {
            try Assembly.makeDataFolder(configuration)
            let rows = try await Backup.restore(file, into: configuration.database)
            print("restored \(rows.count) tables, \(rows.values.reduce(0, +)) rows, into \(configuration.database)")
        }
    }
}
