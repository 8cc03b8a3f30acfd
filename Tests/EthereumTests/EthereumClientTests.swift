import Ethereum
import Telecom
import TestKit
import Testing

private let account = Address("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")!

private func nodes(_ script: @escaping ScriptedNodes.Script) -> ScriptedNodes { ScriptedNodes(["a": script]) }

@Suite struct EthereumClientTests {
    @Test func `a question is asked once when it is answered`() async throws {
        let nodes = nodes { method, parameters in
            #expect(method == "eth_getTransactionCount" && parameters == [.text(account.description), .text("pending")])
            return .text("0x10")
        }
        #expect(try await nodes.client.ask(.transactionCount(of: account, at: .pending)) == 16)
        #expect(nodes.questions == ["a eth_getTransactionCount"] && nodes.waits.isEmpty)
    }

    @Test func `an endpoint that is away is followed by the next, and attempts end`() async throws {
        let some = ScriptedNodes(["a": { _, _ in throw ScriptedNodes.Away() }, "b": { _, _ in .text("0x7") }])
        #expect(try await some.client.ask(.blockNumber) == 7)
        #expect(some.questions == ["a eth_blockNumber", "b eth_blockNumber"])
        let none = nodes { _, _ in throw ScriptedNodes.Away() }
        await #expect(throws: RPCError.unreachable) { try await none.client.ask(.blockNumber) }
        #expect(none.questions.count == EthereumClient.attempts)
        #expect(none.waits == [.milliseconds(250), .milliseconds(500), .seconds(1)])
    }

    @Test func `a limit passes, a refusal does not`() async throws {
        let turns = Lock(0)
        let limited = nodes { _, _ in
            let turn = turns.withLock { turns in
                turns += 1
                return turns
            }
            return turn > 2 ? .text("0x1") : ScriptedNodes.refusal(-32005, "limit exceeded")
        }
        #expect(try await limited.client.ask(.blockNumber) == 1)
        #expect(limited.questions.count == 3)
        let refusing = nodes { _, _ in ScriptedNodes.refusal(3, "execution reverted", data: "0x4e487b71") }
        await #expect(throws: RPCError.refused(code: 3, message: "execution reverted", data: [0x4E, 0x48, 0x7B, 0x71])) {
            try await refusing.client.ask(.call(to: account, data: [], at: .latest))
        }
        #expect(refusing.questions.count == 1)
    }

    @Test func `answers of a batch are put in order, and each has its own refusal`() async throws {
        let nodes = nodes { method, parameters in
            #expect(method == "eth_getBalance")
            return parameters[1] == .text("0x5") ? ScriptedNodes.refusal(-32000, "missing trie node") : parameters[1]
        }
        let answers = try await nodes.client.ask((0..<250).map { .balance(of: account, at: .number($0)) })
        #expect(answers.count == 250)
        for (index, answer) in answers.enumerated() where index != 5 { #expect(try answer.get() == UInt256(UInt128(index))) }
        #expect(throws: RPCError.refused(code: -32000, message: "missing trie node", data: [])) { try answers[5].get() }
        #expect(nodes.questions.count == 250)
    }

    @Test func `one question of a batch that never passes does not take the others' answers`() async throws {
        let nodes = nodes { _, parameters in
            parameters[1] == .text("0x1") ? ScriptedNodes.refusal(-32603, "internal error") : .text("0x2")
        }
        let answers = try await nodes.client.ask([.balance(of: account, at: .number(1)), .balance(of: account, at: .number(2))])
        #expect(answers == [.failure(.refused(code: -32603, message: "internal error", data: [])), .success(2)])
        #expect(nodes.waits.count == EthereumClient.attempts - 1)
    }

    @Test(
        arguments: [
            .text("16"), .text("0x010"), .text("0x"), .text("0x1ffffffffffffffff"), .integer(16), .null, .object([:]), .flag(true),
            .object(["raw": .object([:])]),
            .object(["raw": .object(["jsonrpc": .text("2.0"), "id": .integer(7), "result": .text("0x1")])]),
            .object(["raw": .object(["jsonrpc": .text("1.0"), "id": .integer(0), "result": .text("0x1")])]),
            .object(["raw": .object(["jsonrpc": .text("2.0"), "id": .integer(0)])]),
            .object(["raw": .object(["jsonrpc": .text("2.0"), "id": .integer(0), "result": .text("0x1"), "error": .object([:])])]),
            .object(["raw": .object(["jsonrpc": .text("2.0"), "id": .integer(0), "error": .text("no")])]),
        ] as [JSON])
    func `an answer of another form is asked for again and then told`(answer: JSON) async throws {
        let nodes = nodes { _, _ in answer }
        await #expect(throws: RPCError.malformed) { try await nodes.client.ask(.blockNumber) }
        #expect(nodes.questions.count == EthereumClient.attempts)
    }

    @Test func `random and huge answers do no harm`() async throws {
        struct Noise: EthereumTransport {
            let body: [UInt8]
            func post(_ body: [UInt8], to endpoint: EthereumEndpoint) async throws -> [UInt8] { self.body }
        }
        let randomness = Randomness.seeded(20)
        let deep = Array(repeating: UInt8(0x5B), count: 100_000)
        var bodies = [
            deep, [], Array(repeating: 0x20, count: EthereumClient.maximumAnswer + 1),
            Array(repeating: 0x5B, count: 500) + Array(repeating: 0x5D, count: 500),
        ]
        bodies += (0..<50).map { _ in randomness.bytes(Int(randomness.number(below: 200))) }
        for body in bodies {
            let client = EthereumClient([.init(name: "a", url: "u")], transport: Noise(body: body)) { _ in }
            await #expect(throws: RPCError.malformed) { try await client.ask(.blockNumber) }
        }
    }

    @Test func `no error and no endpoint tells the URL`() async throws {
        let nodes = nodes { _, _ in throw ScriptedNodes.Away() }
        var text = ""
        do { _ = try await nodes.client.ask(.blockNumber) } catch { text += "\(error)" }
        let endpoint = EthereumEndpoint(name: "node.example", url: "https://node.example/secret")
        dump([endpoint], to: &text)
        text += "\(endpoint) \(String(reflecting: endpoint))"
        #expect(!text.contains("secret") && text.contains("node.example"))
    }
}

@Suite struct EthereumEndpointTests {
    @Test func `it is named by its host alone`() {
        #expect(EthereumEndpoint(url: "https://node.example:8545/v3/secret?key=secret")?.name == "node.example:8545")
        #expect(EthereumEndpoint(url: "http://[::1]:8545")?.name == "[::1]:8545")
    }

    @Test(arguments: [
        "", "node.example", "ftp://node.example", "https://", "https:///v3", "https://user:secret@node.example", "https://node example",
        "https://é",
    ])
    func `what is no URL of a node is refused`(url: String) {
        #expect(EthereumEndpoint(url: url) == nil)
    }
}

@Suite struct QuorumTests {
    private func heights(_ answers: [String]) -> ScriptedNodes {
        var scripts: [String: ScriptedNodes.Script] = [:]
        for (index, answer) in answers.enumerated() {
            scripts["node\(index)"] = { _, _ in
                guard answer != "away" else { throw ScriptedNodes.Away() }
                return .text(answer)
            }
        }
        return ScriptedNodes(scripts)
    }

    @Test(
        arguments: [
            (["0x5", "0x5", "0x5"], 2, 5), (["0x5", "0x6", "0x5"], 2, 5), (["0x5", "away", "0x5"], 2, 5), (["0x5"], 1, 5),
            (["0x5", "0x5", "0x6", "0x6", "0x5"], 3, 5),
        ] as [([String], Int, UInt64)])
    func `what enough endpoints say counts`(answers: [String], quorum: Int, value: UInt64) async throws {
        #expect(try await heights(answers).client.agreed(.blockNumber, quorum: quorum) == value)
    }

    @Test(arguments: [
        (["0x5", "0x6", "0x7"], 2, 1, 2), (["0x5", "away", "away"], 2, 1, 2), (["0x5", "0x5", "0x6", "0x6"], 2, 2, 3),
        (["0x5", "0x6"], 1, 1, 2),
        (["0x5", "0x5", "0x6"], 3, 2, 3), (["away"], 1, 0, 1), (["0x05", "0x05"], 2, 0, 2),
    ])
    func `without enough that agree there is no answer`(answers: [String], quorum: Int, agreeing: Int, wanted: Int) async {
        await #expect(throws: RPCError.noQuorum(agreeing: agreeing, wanted: wanted)) {
            try await heights(answers).client.agreed(.blockNumber, quorum: quorum)
        }
    }

    @Test func `that a call reverts can be agreed on, in whatever words`() async throws {
        let nodes = ScriptedNodes([
            "a": { _, _ in ScriptedNodes.refusal(3, "execution reverted: no", data: "0x01") },
            "b": { _, _ in ScriptedNodes.refusal(3, "VM execution error", data: "0x01") },
            "c": { _, _ in .text("0x") },
        ])
        await #expect(throws: RPCError.refused(code: 3, message: "execution reverted", data: [1])) {
            try await nodes.client.agreed(.call(to: account, data: [], at: .number(1)), quorum: 2)
        }
    }

    @Test func `the height is one that a quorum has reached, whatever one node boasts`() async throws {
        #expect(try await heights(["0xffffff", "0x5", "0x6"]).client.agreedHeight(quorum: 2) == 6)
        #expect(try await heights(["0xffffff", "away", "0x6"]).client.agreedHeight(quorum: 2) == 6)
        await #expect(throws: RPCError.noQuorum(agreeing: 1, wanted: 2)) {
            try await heights(["0xffffff", "away"]).client.agreedHeight(quorum: 2)
        }
    }

    @Test func `endpoints of another chain are named`() async {
        let nodes = ScriptedNodes([
            "good": { _, _ in .text("0x1") }, "other": { _, _ in .text("0x5") }, "away": { _, _ in throw ScriptedNodes.Away() },
        ])
        #expect(await nodes.client.strangers(toChain: 1).map(\.name).sorted() == ["away", "other"])
    }
}

@Suite struct SubmitTests {
    private func transaction() throws -> SignedTransaction {
        let key = try #require(PrivateKey(octets: Array(repeating: 1, count: 32)))
        return try Transaction(chainID: 1, nonce: 0, fees: .dynamic(maxPriorityFeePerGas: 1, maxFeePerGas: 2), gasLimit: 21_000, to: .zero)
            .signed(with: key)
    }

    @Test func `every endpoint gets the transaction, and one that takes it is enough`() async throws {
        let transaction = try transaction()
        let nodes = ScriptedNodes([
            "a": { method, parameters in
                #expect(method == "eth_sendRawTransaction" && parameters == [.text(hexadecimal(transaction.encoded))])
                return .text(hexadecimal(transaction.hash))
            }, "b": { _, _ in throw ScriptedNodes.Away() }, "c": { _, _ in ScriptedNodes.refusal(-32000, "txpool is full") },
        ])
        try await nodes.client.submit(transaction)
        #expect(nodes.questions.count == 3)
    }

    @Test(arguments: ["already known", "AlreadyKnown", "Known transaction"])
    func `a node that has it already has taken it`(words: String) async throws {
        try await nodes { _, _ in ScriptedNodes.refusal(-32000, words) }.client.submit(transaction())
    }

    @Test func `a refusal is told, and another hash than the transaction's is no receipt`() async throws {
        let transaction = try transaction()
        let low = ScriptedNodes([
            "a": { _, _ in throw ScriptedNodes.Away() }, "b": { _, _ in ScriptedNodes.refusal(-32000, "nonce too low") },
        ])
        await #expect(throws: RPCError.refused(code: -32000, message: "nonce too low", data: [])) {
            try await low.client.submit(transaction)
        }
        let lying = nodes { _, _ in .text("0x" + String(repeating: "0", count: 64)) }
        await #expect(throws: RPCError.malformed) { try await lying.client.submit(transaction) }
        let away = nodes { _, _ in throw ScriptedNodes.Away() }
        await #expect(throws: RPCError.unreachable) { try await away.client.submit(transaction) }
    }
}

@Suite struct RPCAnswerTests {
    private func read(_ json: String) throws -> JSON { try #require(JSON(decoding: Array(json.utf8))) }
    private static let hash = "0x" + String(repeating: "ab", count: 32)
    private static let log = #"""
        {"address":"0x7e5f4552091a69125d5dfcb7b8c2659029395bdf","topics":["HASH"],"data":"0x01","blockNumber":"0x5","blockHash":"HASH",
        "transactionHash":"HASH","transactionIndex":"0x0","logIndex":"0x2","removed":false}
        """#.replacing("HASH", with: hash)
    private static let receipt = #"""
        {"transactionHash":"HASH","blockNumber":"0x5","blockHash":"HASH","status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00",
        "contractAddress":null,"logs":[LOG],"logsBloom":"0x00","type":"0x2"}
        """#.replacing("LOG", with: log).replacing("HASH", with: hash)

    @Test func `a block, a receipt and logs are read`() async throws {
        let nodes = nodes { method, _ in
            switch method {
            case "eth_getBlockByNumber":
                try read(
                    #"{"number":"0x5","hash":"HASH","parentHash":"HASH","timestamp":"0x6","baseFeePerGas":"0x7","size":"0x1"}"#.replacing(
                        "HASH", with: Self.hash))
            case "eth_getTransactionReceipt": try read(Self.receipt)
            default: try read("[\(Self.log)]")
            }
        }
        let block = try #require(try await nodes.client.ask(.block(.finalized)))
        #expect(block.number == 5 && block.timestamp == 6 && block.baseFeePerGas == 7)
        let receipt = try #require(try await nodes.client.ask(.receipt(of: block.hash)))
        #expect(receipt.hasSucceeded && receipt.gasUsed == 21_000 && receipt.logs.count == 1 && receipt.contractAddress == nil)
        #expect(try await nodes.client.ask(.logs(of: [account], topics: [nil], in: 5...5)) == receipt.logs)
        // What lies outside of the question is no answer to it.
        await #expect(throws: RPCError.malformed) { try await nodes.client.ask(.logs(of: [account], topics: [], in: 6...9)) }
        await #expect(throws: RPCError.malformed) { try await nodes.client.ask(.logs(of: [.zero], topics: [], in: 5...5)) }
    }

    @Test func `what there is not yet is nil`() async throws {
        let nodes = nodes { _, _ in .null }
        #expect(try await nodes.client.ask(.receipt(of: [])) == nil)
        #expect(try await nodes.client.ask(.block(.number(9))) == nil)
    }

    @Test(arguments: [
        ("\"status\":\"0x1\"", "\"status\":\"0x2\""), ("\"gasUsed\":\"0x5208\"", "\"gasUsed\":21000"),
        ("\"logIndex\":\"0x2\"", "\"logIndex\":null"),
        ("\"data\":\"0x01\"", "\"data\":\"0x1\""), ("\"topics\":[", "\"topics\":[\"0x01\","), ("\"blockHash\"", "\"blockhash\""),
        ("\"logs\":[", "\"logs\":[1,"),
    ])
    func `a receipt of another form is refused`(part: String, other: String) async throws {
        let nodes = nodes { _, _ in try read(Self.receipt.replacing(part, with: other)) }
        await #expect(throws: RPCError.malformed) { try await nodes.client.ask(.receipt(of: [])) }
    }

    @Test func `a history of fees is read with its shares of gas`() async throws {
        let nodes = nodes { _, parameters in
            #expect(parameters == [.text("0x14"), .text("latest"), .list([.integer(50)])])
            return try read(
                #"{"oldestBlock":"0x1","baseFeePerGas":["0x64","0x6e","0x78"],"gasUsedRatio":[0.5,1],"reward":[["0x3"],["0x5"]]}"#)
        }
        let history = try await nodes.client.ask(.feeHistory(blocks: 20))
        #expect(history.baseFeesPerGas == [100, 110, 120] && history.medianPriorityFees == [3, 5])
    }
}

@Suite struct FeeEstimateTests {
    private func history(_ base: [UInt256], _ paid: [UInt256]) throws -> FeeHistory {
        try #require(FeeHistory(baseFeesPerGas: base, medianPriorityFees: paid))
    }

    @Test func `it offers the middle of what is paid and room for six full blocks`() throws {
        let estimate = try #require(FeeEstimate(history([100, 120], [9]), leastPriorityFee: 1, limit: 1000))
        #expect(estimate == FeeEstimate(maxPriorityFeePerGas: 9, maxFeePerGas: 249))
        // The first of six takes the base fee as it is, each full one before raises it by an eighth.
        var base = 120.0
        for _ in 0..<5 { base *= 1.125 }
        #expect(base <= 240)
        #expect(try FeeEstimate(history([1, 1, 1, 1], [5, 900, 7]), leastPriorityFee: 1, limit: 1000)?.maxPriorityFeePerGas == 7)
    }

    @Test func `after empty blocks it offers the least, and above the limit nothing`() throws {
        #expect(try FeeEstimate(history([10], []), leastPriorityFee: 4, limit: 24)?.maxFeePerGas == 24)
        #expect(try FeeEstimate(history([10], []), leastPriorityFee: 4, limit: 23) == nil)
        #expect(try FeeEstimate(history([.max], []), leastPriorityFee: 4, limit: .max) == nil)
        #expect(FeeHistory(baseFeesPerGas: [], medianPriorityFees: []) == nil)
        #expect(FeeHistory(baseFeesPerGas: [1], medianPriorityFees: [1]) == nil)
    }

    @Test func `a replacement offers a tenth more of both at least, within the limit`() throws {
        let old = FeeEstimate(maxPriorityFeePerGas: 100, maxFeePerGas: 1000)
        #expect(
            old.replaced(by: .init(maxPriorityFeePerGas: 1, maxFeePerGas: 1), limit: 2000)
                == .init(maxPriorityFeePerGas: 113, maxFeePerGas: 1126))
        #expect(old.replaced(by: .init(maxPriorityFeePerGas: 200, maxFeePerGas: 1500), limit: 2000)?.maxFeePerGas == 1500)
        #expect(old.replaced(by: old, limit: 1125) == nil)
        #expect(FeeEstimate(maxPriorityFeePerGas: 0, maxFeePerGas: 0).replaced(by: old, limit: 1000) == old)
        #expect(FeeEstimate(maxPriorityFeePerGas: .max, maxFeePerGas: .max).replaced(by: old, limit: .max) == nil)
    }
}
