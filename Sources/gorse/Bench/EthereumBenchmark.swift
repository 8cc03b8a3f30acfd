import ArgumentParser
import Ethereum
import Foundation
import Telecom

/// `gorse bench ethereum`: how often a second one core does what settlement does for each transaction and each member. `Benchmarks/ethereum.py`
/// runs it in turns with the same work in Python.
struct EthereumBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ethereum", abstract: "Encodings, hashes and signatures a second, and the root of many claims, on one core.")

    @Option(help: "Seconds for each kind of work.") var seconds = 1.0
    @Option(help: "Claims in the tree; none leaves it out.") var claims = 1_000_000

    func validate() throws {
        guard seconds > 0, (0...ClaimTree.maximumClaims).contains(claims) else {
            throw ValidationError("seconds is above 0, claims is 0 to \(ClaimTree.maximumClaims)")
        }
    }

    func run() throws {
        let work = try EthereumWork()
        for (name, step) in work.steps { print("\(name) \(String(format: "%.0f", try rate(step)))") }
        guard claims > 0 else { return }
        let claims = (0..<claims).compactMap { number in
            Address(octets: keccak256(withUnsafeBytes(of: number, Array.init)).suffix(20)).map {
                Claim(account: $0, cumulativeAmount: UInt256(UInt128(number + 1)))
            }
        }
        let start = ContinuousClock.now
        guard let tree = ClaimTree(claims), tree.root.count == 32 else { throw ExitCode.failure }
        print("claims \(claims.count) in \(String(format: "%.2f", (ContinuousClock.now - start) / .seconds(1))) s")
    }

    /// A step's runs a second; the clock is looked at every few.
    private func rate(_ step: () throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        var runs = 0
        var passed = Duration.zero
        while passed < .seconds(seconds) {
            for _ in 0..<16 { try step() }
            runs += 16
            passed = ContinuousClock.now - start
        }
        return Double(runs) / (passed / .seconds(1))
    }
}

/// The pieces of work, the same as `Benchmarks/ethereum.py` has.
private struct EthereumWork {
    private let function: ABIFunction
    private let arguments: [ABIValue]
    private let call: [UInt8]
    private let transaction: Transaction
    private let signed: SignedTransaction
    private let fields: RLP
    private let key: PrivateKey
    private let hash: [UInt8]
    private let signature: Signature

    init() throws {
        guard let key = PrivateKey(octets: Array(repeating: 0x46, count: 32)) else { throw ExitCode.failure }
        self.key = key
        function = try ABIFunction("claim(address,uint256,bytes32[])")
        let proof = (0..<20).map { ABIValue.octets(Array(repeating: $0, count: 32)) }
        arguments = [.address(key.address), .uint(1_000_000_000_000_000_000), .list(proof)]
        call = try function.call(arguments)
        transaction = try Transaction(
            chainID: 1, nonce: 7, fees: .dynamic(maxPriorityFeePerGas: 1_000_000_000, maxFeePerGas: 40_000_000_000), gasLimit: 200_000,
            to: key.address, data: call)
        signed = transaction.signed(with: key)
        fields = try RLP(decoding: Array(signed.encoded.dropFirst()))
        hash = transaction.signingHash
        signature = key.signature(of: hash)
    }

    var steps: [(String, () throws -> Void)] {
        let encoded = fields.encoded
        return [
            ("abi_encode", { _ = try function.call(arguments) }), ("abi_decode", { _ = try function.arguments(of: call) }),
            ("rlp_encode", { _ = fields.encoded }), ("rlp_decode", { _ = try RLP(decoding: encoded) }),
            ("keccak256", { _ = keccak256(call) }), ("sign", { _ = key.signature(of: hash) }),
            ("recover", { _ = signature.signer(of: hash) }), ("sign_transaction", { _ = transaction.signed(with: key).encoded }),
        ]
    }
}
