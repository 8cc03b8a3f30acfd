import ArgumentParser
import Store
import Telecom

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database to the newest schema. `serve` does so by itself.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.configuration()
        LogOutput.start(configuration)
        try await refusingBadConfiguration {
            let store = try Assembly.store(configuration)
            let applied = try await Migrator(store).migrate(at: TimeSource.system.now())
            for migration in applied { print("applied \(migration.number) \(migration.name)") }
            if applied.isEmpty { print("nothing to do") }
            await store.close()
        }
    }
}
