import Store
import Telecom
import TestKit
import Testing

@Suite struct GroupCommitTests {
    private struct Refused: Error, Equatable {}

    @Test func `requests that arrive during a commit share the next one and are answered in order`() async throws {
        let gate = Gate()
        let batches = Lock<[[Int]]>([])
        let group = GroupCommit<Int, Int>(maximumBatch: 4) { requests in
            batches.withLock { $0.append(requests) }
            await gate.pass()
            return requests.map { .success($0 * 10) }
        }
        let first = Task { try await group.submit(0) }
        await gate.waitForVisitor()
        var others: [Task<Int, any Error>] = []
        for number in 1...6 {
            others.append(Task { try await group.submit(number) })
            while await group.waitingCount < number { await Task.yield() }
        }
        await gate.open()
        #expect(try await first.value == 0)
        for (index, task) in others.enumerated() { #expect(try await task.value == (index + 1) * 10) }
        #expect(batches.withLock { $0 } == [[0], [1, 2, 3, 4], [5, 6]])
    }

    @Test func `an answer means that its row is durable`() async throws {
        let engine = try await ledger()
        let commits = Lock(0)
        let group = GroupCommit<Int, Int>(engine: engine) { transaction, requests in
            commits.withLock { $0 += 1 }
            try transaction.executeBatch("INSERT INTO entries (number) VALUES ($1)", requests.map { [.integer(Int64($0))] })
            return requests.map { .success($0) }
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<500 {
                tasks.addTask {
                    let answer = try await group.submit(number)
                    let found = try await engine.read { try $0.first("SELECT number FROM entries WHERE number = $1", answer) }
                    #expect(found != nil)
                }
            }
            try await tasks.waitForAll()
        }
        #expect(try await count(engine) == 500)
        #expect(commits.withLock { $0 } < 500)
    }

    @Test func `a refusal is the submitter's own, a failed transaction is everyone's and writes nothing`() async throws {
        let engine = try await ledger()
        let gate = Gate()
        let group = GroupCommit<Int, Int> { requests in
            await gate.pass()
            return try await engine.write { transaction in
                try requests.map { request in
                    guard request != 13 else { return .failure(Refused()) }
                    try transaction.execute("INSERT INTO entries (number) VALUES ($1)", request)
                    return .success(request)
                }
            }
        }
        func submitTogether(_ numbers: [Int]) async -> [Result<Int, any Error>] {
            let opener = Task { try await group.submit(numbers[0]) }
            await gate.waitForVisitor()
            var tasks = [opener]
            for number in numbers.dropFirst() {
                tasks.append(Task { try await group.submit(number) })
                while await group.waitingCount < tasks.count - 1 { await Task.yield() }
            }
            await gate.open()
            var results: [Result<Int, any Error>] = []
            for task in tasks { results.append(await task.result) }
            await gate.close()
            return results
        }

        let refused = await submitTogether([1, 2, 13, 3])
        #expect(refused.map { try? $0.get() } == [1, 2, nil, 3])
        #expect(throws: Refused.self) { try refused[2].get() }
        #expect(try await count(engine) == 3)

        // 3 is there already: the batch of 5, 6 and 3 breaks the primary key.
        let failed = await submitTogether([4, 5, 6, 3])
        #expect(failed.map { try? $0.get() } == [4, nil, nil, nil])
        #expect(throws: StoreError.self) { try failed[1].get() }
        #expect(try await count(engine) == 4)

        #expect(try await group.submitAfterOpening(gate, 7) == 7)
    }

    @Test func `a full queue refuses at once, and closing answers what was taken`() async throws {
        let gate = Gate()
        let group = GroupCommit<Int, Int>(capacity: 2) { requests in
            await gate.pass()
            return requests.map { .success($0) }
        }
        let taken = Task { try await group.submit(1) }
        await gate.waitForVisitor()
        let queued = Task { try await group.submit(2) }
        let alsoQueued = Task { try await group.submit(3) }
        while await group.waitingCount < 2 { await Task.yield() }
        await #expect(throws: StoreError.self) { try await group.submit(4) }

        let closing = Task { await group.close() }
        await gate.open()
        await closing.value
        #expect(try await [taken.value, queued.value, alsoQueued.value] == [1, 2, 3])
        await #expect(throws: StoreError.self) { try await group.submit(5) }
    }

    private func ledger() async throws -> SQLiteEngine {
        let engine = try SQLiteEngine(path: nil)
        try await engine.write { try $0.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY) STRICT") }
        return engine
    }

    private func count(_ engine: any SQLEngine) async throws -> Int64 {
        try await engine.read { try $0.first("SELECT COUNT(*) AS count FROM entries")!.integer("count") }
    }
}

/// Holds a commit back until the test has lined up what it wants.
private actor Gate {
    private var isOpen = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        guard !isOpen else { return }
        await withCheckedContinuation { continuation in
            held.append(continuation)
            for watcher in watchers { watcher.resume() }
            watchers = []
        }
    }

    func waitForVisitor() async {
        guard held.isEmpty else { return }
        await withCheckedContinuation { watchers.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }

    func close() { isOpen = false }
}

extension GroupCommit {
    fileprivate func submitAfterOpening(_ gate: Gate, _ request: Request) async throws -> Answer {
        await gate.open()
        return try await submit(request)
    }
}
