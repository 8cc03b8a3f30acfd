import ArgumentParser
import AsyncHTTPClient
import Ethereum
import Foundation
import Providers
import Telecom

struct EthereumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ethereum", abstract: "Keys, signatures and encodings of Ethereum, and its nodes.",
        subcommands: [NewKey.self, Sign.self, Encode.self, Decode.self, Nodes.self])

    struct NewKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-key", abstract: "Make a private key under a password, in a keystore of version 3, and print its address.")

        @Option(help: "The file to make; it must not be there.") var keystore: String
        @Option(help: "A file with the password; its last line break does not count.") var passwordFile: String

        func run() throws {
            let password = try KeystoreOptions.password(passwordFile)
            guard !password.isEmpty else { throw ValidationError("\(passwordFile) holds no password") }
            let key = PrivateKey(Randomness.system)
            let file: Keystore
            do { file = try Keystore(key, password: password, randomness: .system) } catch { throw ValidationError("\(error)") }
            let descriptor = open(keystore, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw ValidationError("\(keystore) cannot be made, or is there already") }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: file.json)
            try handle.synchronize()
            print(key.address)
        }
    }

    /// Signs what each line holds.
    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign", abstract: "Sign each line of the standard input with a key from a keystore.",
            discussion: """
                A line is JSON, and a line of JSON answers it: {"message": TEXT} is signed as personal_sign does, {"typed_data": …} as eth_signTypedData_v4, {"transaction": …} with \
                chainId, nonce, gas, to, value, data and gasPrice or maxFeePerGas and maxPriorityFeePerGas. Nothing is sent anywhere.
                """)

        @OptionGroup var key: KeystoreOptions

        func run() throws {
            let key = try key.privateKey()
            try answerLines { try EthereumLines.signed($0, by: key) }
        }
    }

    struct Encode: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "encode", abstract: "Encode or hash each line of JSON of the standard input, a line for each.",
            discussion: """
                {"abi": [TYPE, …], "values": […]} · {"function": "transfer(address,uint256)", "values": […]} · {"rlp": nested lists of 0x…} · \
                {"keccak256": "0x…"} · {"claims": [[ADDRESS, AMOUNT], …]}, the root and a proof for each.
                """)

        func run() throws { try answerLines(EthereumLines.encoded) }
    }

    struct Decode: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decode", abstract: "Decode each line of JSON of the standard input and tell who signed, a line for each.",
            discussion: """
                {"abi": [TYPE, …], "data": "0x…"} · {"function": "f(…)", "data": "0x…"} · {"rlp": "0x…"} · {"transaction": "0x…"} · \
                {"message": TEXT, "signature": "0x…"} · {"typed_data": …, "signature": "0x…"} · {"sign_in": TEXT, "signature": "0x…"}
                """)

        func run() throws { try answerLines(EthereumLines.decoded) }
    }

    struct Nodes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "nodes", abstract: "Ask nodes for their chain, its height and what gas costs, and tell which of them disagree.")

        @Argument(help: "URLs of JSON-RPC endpoints, at most 8.") var urls: [String]

        func run() async throws {
            let endpoints = try urls.map { url in
                guard let endpoint = EthereumEndpoint(url: url) else {
                    throw ValidationError("a URL must be http:// or https:// with a host")
                }
                return endpoint
            }
            guard (1...8).contains(endpoints.count) else { throw ValidationError("1 to 8 URLs") }
            let http = HTTPClient(configuration: EthereumHTTP.configuration)
            let ethereum = EthereumClient(endpoints, transport: EthereumHTTP(client: http))
            do throws(RPCError) {
                try await report(ethereum, quorum: endpoints.count / 2 + 1)
            } catch {
                printError("The nodes do not agree or do not answer: \(error)")
                try await http.shutdown()
                throw ExitCode.failure
            }
            try await http.shutdown()
        }

        private func report(_ ethereum: EthereumClient, quorum: Int) async throws(RPCError) {
            let chain = try await ethereum.agreed(.chainID, quorum: quorum)
            let height = try await ethereum.agreedHeight(quorum: quorum)
            let block = try await ethereum.agreed(.block(.number(height)), quorum: quorum)
            print("chain \(chain), block \(height) \(block.map { hexadecimal($0.hash) } ?? "")")
            let base = block?.baseFeePerGas.flatMap { FeeHistory(baseFeesPerGas: [$0], medianPriorityFees: []) }
            let history = try? await ethereum.ask(.feeHistory(blocks: 20))
            if let estimate = (history ?? base).flatMap({ FeeEstimate($0, leastPriorityFee: 1_000_000_000, limit: .max) }) {
                print("gas at most \(estimate.maxFeePerGas) wei, of which \(estimate.maxPriorityFeePerGas) above the base fee")
            }
            for stranger in await ethereum.strangers(toChain: chain) { print("\(stranger) is on another chain or away") }
        }
    }
}

/// Which key signs.
struct KeystoreOptions: ParsableArguments {
    @Option(help: "A keystore (version 3).") var keystore: String
    @Option(help: "A file with its password; its last line break does not count.") var passwordFile: String

    func privateKey() throws -> PrivateKey {
        guard let json = FileManager.default.contents(atPath: keystore) else { throw ValidationError("\(keystore) cannot be read") }
        let password = try Self.password(passwordFile)
        do {
            return try Keystore(json: json).privateKey(password: password)
        } catch {
            throw ValidationError("\(keystore): \(error)")
        }
    }

    static func password(_ path: String) throws(ValidationError) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
            throw ValidationError("\(path) cannot be read")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

/// Writes an answer for each line of the standard input; what cannot be answered is answered with an error.
private func answerLines(_ answer: (JSON) throws -> JSON) throws {
    var hasFailed = false
    while let line = readLine() {
        var result: JSON
        do {
            guard let question = JSON(decoding: Array(line.utf8)) else { throw EthereumLines.Refusal("not JSON") }
            result = try answer(question)
        } catch {
            hasFailed = true
            result = .object(["error": .text("\(error)")])
        }
        print(String(decoding: result.encoded, as: UTF8.self))
    }
    if hasFailed { throw ExitCode.failure }
}
