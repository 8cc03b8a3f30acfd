import ArgumentParser
import CoreNetwork
import Foundation
import NIOCore

extension DiameterCommand {
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trace",
            abstract: "Write what passes this machine's node over Diameter into a packet capture, until it is stopped.",
            discussion: """
                tshark and Wireshark read the file. What goes over TLS is readable in it, with every identity and authentication vector: keep it \
                as safe as the network.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The file to write, which must not exist; - for standard output.") var file: String

        func run() async throws {
            let configuration = try options.configuration()
            let output = try open()
            do {
                var isFirst = true
                try await DiameterTrace.read(at: Assembly.traceSocket(configuration)) { octets in
                    try output.write(contentsOf: octets.readableBytesView)
                    if isFirst { printError("tracing") }
                    isFirst = false
                }
            } catch is IOError {
                printError("no node with Diameter runs on \(configuration.dataFolder).")
                throw ExitCode.failure
            }
        }

        private func open() throws -> FileHandle {
            guard file != "-" else { return .standardOutput }
            let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            guard descriptor >= 0 else { throw ValidationError("\(file) is there already or cannot be written") }
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
    }
}
