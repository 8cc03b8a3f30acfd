import ArgumentParser
import Billing
import Foundation
import Store
import Telecom

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The books.", subcommands: [Verify.self, Export.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Prove that money and DOTM add up. Status 1 when they do not.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            let found = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let found = try await store.verifyLedger()
                await store.close()
                return found
            }
            print("\(found.transactions) transactions, \(found.orders) orders, \(found.invoices) invoices and credit notes verified")
            for (currency, sum) in found.sums.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                print("\(currency.rawValue) sums to \(Money(minorUnits: sum, currency: currency).decimal)")
            }
            print("\(found.tokenTransactions) token transactions verified, \(found.outstanding) of \(TokenAmount.supplyCap) DOTM granted")
            for problem in found.problems { print("BROKEN: \(problem)") }
            if !found.holds { throw ExitCode.failure }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Print the books for other people's accounting.",
            discussion: "Debits are positive. `gorse ledger export | hledger -f - balance` shows them; they sum to zero.")

        @Option(help: "hledger (its journal, which ledger-cli reads too) or csv (a row for each entry).")
        var format: LedgerFormat = .hledger

        @Option(help: "Only what was booked since, such as 2026-11-01T00:00:00Z.") var from: Timestamp?

        @Option(help: "Only what was booked before this moment.") var to: Timestamp?

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                try print(format.head)
                try await store.forEachLedgerTransaction { transaction in
                    guard from.map({ transaction.at >= $0 }) ?? true, to.map({ transaction.at < $0 }) ?? true else { return }
                    try print(format.text(of: transaction))
                }
                await store.close()
            }
        }

        /// Throws when nobody reads any more.
        private func print(_ text: String) throws {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        }
    }
}

extension LedgerFormat: ExpressibleByArgument {}
