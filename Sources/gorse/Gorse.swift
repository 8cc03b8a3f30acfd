import ArgumentParser

@main
struct Gorse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gorse", abstract: "A mobile operator in a box.",
        subcommands: [
            ServeCommand.self, MigrateCommand.self, ConfigCommand.self, AuditCommand.self, LedgerCommand.self, BackupCommand.self,
            RestoreCommand.self, CatalogCommand.self, QuotaCommand.self, AdminCommand.self, TokenCommand.self, DemoCommand.self,
            BenchCommand.self, ImportCommand.self, DiameterCommand.self, CDRCommand.self, EthereumCommand.self,
            ResinCommand.self, RSPCommand.self,
        ])
}
