/// A node that answers JSON-RPC.
public struct EthereumEndpoint: Hashable, Sendable {
    /// Its host, for logs.
    public let name: String
    /// Never shown: providers put their customer's key there.
    public let url: String

    public init(name: String, url: String) {
        self.name = name
        self.url = url
    }

    /// Named by its host and port. - Returns: `nil` unless it is an http or https URL with a host and without a user in it.
    public init?(url: String) {
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }
        guard !authority.isEmpty, !authority.contains("@"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.init(name: String(authority), url: url)
    }
}

extension EthereumEndpoint: CustomStringConvertible, CustomReflectable {
    public var description: String { name }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How questions travel.
public protocol EthereumTransport: Sendable {
    /// Posts a body of JSON and gives the body of the answer.
    ///
    /// It bounds time (seconds) and size (`EthereumClient.maximumAnswer`), follows no redirect, and throws for any status but 200; what it throws
    /// is not shown, since it may hold the URL.
    func post(_ body: [UInt8], to endpoint: EthereumEndpoint) async throws -> [UInt8]
}

/// Asks nodes that may be away, lag or lie.
///
/// One endpoint answers what only informs. What pays money is asked with `agreed`, of all endpoints, and counts when enough say the same.
public struct EthereumClient: Sendable {
    private let endpoints: [EthereumEndpoint]
    private let transport: any EthereumTransport
    private let pause: @Sendable (Duration) async throws -> Void

    /// Attempts for one question, over all endpoints.
    public static let attempts = 4
    /// Octets of an answer.
    public static let maximumAnswer = 16 << 20

    /// - Parameters:
    ///   - endpoints: 1...8, the preferred first.
    ///   - pause: waits between attempts; tests need not.
    public init(
        _ endpoints: [EthereumEndpoint], transport: any EthereumTransport,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        precondition((1...8).contains(endpoints.count))
        self.endpoints = endpoints
        self.transport = transport
        self.pause = pause
    }

    /// Asks one endpoint, and others when it fails.
    public func ask<Answer>(_ call: RPCCall<Answer>) async throws(RPCError) -> Answer {
        guard let answer = try await ask([call]).first else { throw .malformed }
        return try answer.get()
    }

    /// Asks several questions at once, in requests of at most 100. A question that the node refuses has its own failure.
    public func ask<Answer>(_ calls: [RPCCall<Answer>]) async throws(RPCError) -> [Result<Answer, RPCError>] {
        var answers: [Result<Answer, RPCError>] = []
        for first in stride(from: 0, to: calls.count, by: RPCMessage.maximumBatch) {
            answers += try await attempt(Array(calls[first...].prefix(RPCMessage.maximumBatch)))
        }
        return answers
    }

    /// Each attempt at the next endpoint, after 0.25, 0.5 and 1 seconds.
    private func attempt<Answer>(_ calls: [RPCCall<Answer>]) async throws(RPCError) -> [Result<Answer, RPCError>] {
        var failure = RPCError.unreachable
        for attempt in 0..<Self.attempts {
            if attempt > 0 {
                do { try await pause(.milliseconds(125 << attempt)) } catch { throw failure }
            }
            do throws(RPCError) {
                let answers = try await ask(calls, endpoints[attempt % endpoints.count])
                let maySucceedLater = answers.contains { answer in
                    if case .failure(let error) = answer { error.mayPass } else { false }
                }
                if !maySucceedLater || attempt == Self.attempts - 1 { return answers }
            } catch {
                guard error.mayPass else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func ask<Answer>(_ calls: [RPCCall<Answer>], _ endpoint: EthereumEndpoint) async throws(RPCError)
        -> [Result<Answer, RPCError>]
    {
        let body: [UInt8]
        do {
            body = try await transport.post(RPCMessage.request(calls.map { ($0.method, $0.parameters) }), to: endpoint)
        } catch {
            throw .unreachable
        }
        guard body.count <= Self.maximumAnswer else { throw .malformed }
        return zip(calls, try RPCMessage.answers(body, count: calls.count)).map { call, answer in
            answer.flatMap { json in call.read(json).map(Result.success) ?? .failure(.malformed) }
        }
    }

    /// Asks every endpoint once, each on its own.
    private func askAll<Answer>(_ call: RPCCall<Answer>) async -> [Result<Answer, RPCError>] {
        await withTaskGroup(of: (Int, Result<Answer, RPCError>).self) { group in
            for (index, endpoint) in endpoints.enumerated() {
                group.addTask {
                    do throws(RPCError) {
                        return (index, try await ask([call], endpoint).first ?? .failure(.malformed))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var answers: [Result<Answer, RPCError>] = Array(repeating: .failure(.unreachable), count: endpoints.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
    }

    /// The answer that at least `quorum` endpoints give, and more than half of all.
    ///
    /// Ask about a block of `agreedHeight`, not about the latest: nodes are seldom at the same.
    public func agreed<Answer: Hashable>(_ call: RPCCall<Answer>, quorum: Int) async throws(RPCError) -> Answer {
        let wanted = max(quorum, endpoints.count / 2 + 1)
        var counts: [Result<Answer, RPCError>: Int] = [:]
        for answer in await askAll(call) {
            if let answer = answer.agreeable { counts[answer, default: 0] += 1 }
        }
        guard let most = counts.max(by: { $0.value < $1.value }), most.value >= wanted else {
            throw .noQuorum(agreeing: counts.values.max() ?? 0, wanted: wanted)
        }
        return try most.key.get()
    }

    /// The highest block that at least `quorum` endpoints have reached.
    public func agreedHeight(quorum: Int) async throws(RPCError) -> UInt64 {
        let heights = await askAll(.blockNumber).compactMap { try? $0.get() }.sorted(by: >)
        guard quorum >= 1, heights.count >= quorum else { throw .noQuorum(agreeing: heights.count, wanted: quorum) }
        return heights[quorum - 1]
    }

    /// The endpoints that are not on the chain that they should be on, or do not answer.
    public func strangers(toChain chainID: UInt64) async -> [EthereumEndpoint] {
        zip(endpoints, await askAll(.chainID)).filter { (try? $0.1.get()) != chainID }.map(\.0)
    }

    /// Gives a transaction to every endpoint, so that no single one can hold it back. Giving it again does no harm.
    /// - Throws: the refusal of the first endpoint that refuses when none takes it: nonce too low, not enough funds, replacement underpriced.
    public func submit(_ transaction: SignedTransaction) async throws(RPCError) {
        let hash = transaction.hash
        let answers = await askAll(.sendRawTransaction(transaction.encoded))
        let isTaken = answers.contains { answer in
            switch answer {
            case .success(let answered): answered == hash
            // The words of go-ethereum, Erigon, Nethermind and Besu; JSON-RPC has no code of its own for it.
            case .failure(.refused(_, let message, _)):
                ["already known", "alreadyknown", "known transaction"].contains { message.lowercased().contains($0) }
            case .failure: false
            }
        }
        guard !isTaken else { return }
        let refusals = answers.compactMap { answer -> RPCError? in if case .failure(let error) = answer { error } else { nil } }
        throw refusals.first { if case .refused = $0 { true } else { false } } ?? refusals.first ?? .malformed
    }
}

extension Result where Failure == RPCError {
    /// What endpoints can agree on: an answer, or that a call reverts with these data, in whatever words.
    fileprivate var agreeable: Self? {
        switch self {
        case .success: self
        case .failure(.refused(3, _, let data)): .failure(.refused(code: 3, message: "execution reverted", data: data))
        case .failure: nil
        }
    }
}
