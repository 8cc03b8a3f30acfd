import ArgumentParser
import Store
import Telecom

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The books.", subcommands: [Verify.self])

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
}
