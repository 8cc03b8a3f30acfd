import ArgumentParser
import Foundation
import Platform

struct ResinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resin", abstract: "Signed records of the beta programme's numbers.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check that this installation signed a record. Status 1 when it did not.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "A file with the record, as its QR holds it. Left out: what comes in.") var file: String?

        func run() throws {
            let configuration = try options.configuration()
            LogOutput.start(configuration)
            let masterKey = try refusingBadConfiguration {
                try MasterKey(MasterKeyFile.masterKey(for: configuration, .system, mustExist: true))
            }
            let input = try file.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) } ?? .standardInput
            let text = String(decoding: try input.read(upToCount: 4097) ?? Data(), as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines)
            do {
                let record = try masterKey.verifiedResin(text)
                print(
                    "signed by key \(record.keyID): \(record.phoneNumber) for \(record.groupID) of \(record.platform) since \(record.assignedAt)"
                )
            } catch let refusal as ResinRefusal {
                printError("\(refusal)")
                throw ExitCode.failure
            }
        }
    }
}
