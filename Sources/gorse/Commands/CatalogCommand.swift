import ArgumentParser
import Catalog
import Foundation
import Platform
import Telecom

struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "catalog", abstract: "The catalogue.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract:
                "Say whether a catalogue file is sound, and what is not translated. Status 1 when it is not sound, with every problem on a line."
        )

        @Argument(help: "A catalogue in YAML. Left out: the one built in.") var file: String?

        func run() throws {
            do {
                let book = try CatalogBook.load(file, at: TimeSource.system.now())
                let catalog = book.file.catalog
                print(
                    "sound: \(catalog.services.count) services in \(catalog.categories.count) categories, "
                        + "prices in \(catalog.currencies.map(\.rawValue).joined(separator: ", ")), "
                        + "\(book.brandIDs.count) brands with prices of their own")
                for gap in catalog.translationGaps { print(gap) }
            } catch {
                printError("\(error)")
                throw ExitCode.failure
            }
        }
    }
}
