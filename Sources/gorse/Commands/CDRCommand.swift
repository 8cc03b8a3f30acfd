import ArgumentParser
import ChargingRecords
import Foundation
import Platform
import Telecom

struct CDRCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cdr", abstract: "Charging data records.", subcommands: [Export.self])

    enum Format: String, ExpressibleByArgument {
        case csv, asn1
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Write the charging data records that were closed in a time to a file.",
            discussion: """
                csv has a row for each rating group and unit; asn1 is a file of 3GPP TS 32.297 with CHFRecords of TS 32.298. The file must not be \
                there yet; only its owner may read it. It may be run beside the server, and again with the same outcome.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Closed not before this, such as 2026-11-23T00:00:00Z.") var from: Timestamp
        @Option(help: "Closed before this.") var to: Timestamp
        @Option(help: "csv or asn1.") var format: Format
        @Option(help: "The file to write.") var output: String
        @Option(help: "The brand; all unless given.") var brand: String?
        @Option(help: "What asn1 names the charging function that made the records: 1 to 36 characters.") var node = "gorse"
        @Option(help: "The number of this file among the node's, for asn1.") var number: UInt32 = 1

        func run() async throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            guard from < to else { throw ValidationError("--to is later than --from.") }
            guard CHFRecord.isNode(node) else { throw ValidationError("--node is 1 to 36 characters of ASCII without spaces.") }
            let brand = try brand.map { text in
                guard let id = BrandID(text) else { throw ValidationError("--brand is an id such as brd_dotm.") }
                return id
            }
            let time = TimeSource.system
            let count = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let file: CDRFile
                do {
                    file = try CDRFile(output, format, node: node, number: number, at: time.now())
                } catch {
                    await store.close()
                    throw error
                }
                do {
                    try await ChargingDataRecordExport(store, closed: from..<to, brand: brand).run { try file.append($0, at: time.now()) }
                    try file.finish()
                } catch {
                    file.discard()
                    await store.close()
                    throw error
                }
                await store.close()
                return file.records
            }
            print("\(count) records written to \(output)")
        }
    }
}
