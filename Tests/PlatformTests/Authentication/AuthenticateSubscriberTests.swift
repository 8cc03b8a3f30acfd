import Milenage
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

extension Platform {
    /// An active line's IMSI, its id and its owner.
    func activeSubscriber(_ name: String = "ana") async throws -> (imsi: IMSI, line: LineID, owner: Principal) {
        let (line, owner) = try await orderTestLine(name)
        try await runDueJobs()
        return (imsi: try #require(try await subscriber(of: line)).imsi, line: line, owner: owner)
    }

    func vectors(
        _ imsi: IMSI, count: Int = 1, resynchronisation: AuthenticationRequest.Resynchronisation? = nil
    ) async throws -> [EPSAuthenticationVector] {
        let request = AuthenticationRequest(
            imsi: imsi, servingNetwork: PLMN("310260")!, count: count, resynchronisation: resynchronisation)
        guard case .vectors(let vectors) = try await authenticateSubscriber(request) else { return [] }
        return vectors
    }
}

@Suite(.timeLimit(.minutes(5))) struct AuthenticateSubscriberTests {
    private let network = PLMN("310260")!

    private func outcome(
        _ platform: Platform, _ imsi: IMSI, _ resynchronisation: AuthenticationRequest.Resynchronisation? = nil
    ) async throws -> String {
        let request = AuthenticationRequest(imsi: imsi, servingNetwork: network, resynchronisation: resynchronisation)
        return switch try await platform.authenticateSubscriber(request) {
        case .vectors: "vectors"
        case .unknownSubscriber: "unknownSubscriber"
        case .notServed: "notServed"
        case .wrongAUTS: "wrongAUTS"
        case .exhausted: "exhausted"
        }
    }

    private func stored(_ platform: Platform, _ imsi: IMSI) async throws -> Int64 {
        try await platform.store.read { try $0.authenticationRecords(of: [imsi])[imsi]!.sequenceNumber }
    }

    @Test func `a SIM accepts every vector and answers what the network expects`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        let sim = try await platform.testSIM(imsi)
        var rands: Set<[UInt8]> = []
        for _ in 0..<40 {
            for vector in try await platform.vectors(imsi, count: 3) {
                #expect(sim.authenticate(rand: vector.rand, autn: vector.autn) == .response(vector.xres))
                #expect(vector.autn[6] & 0x80 != 0)
                rands.insert(vector.rand)
            }
        }
        #expect(rands.count == 120)
    }

    @Test func `at most five vectors are given, in the order of their numbers`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        let sim = try await platform.testSIM(imsi)
        let numbers = try await platform.vectors(imsi, count: 1000).map { sim.sequenceNumber(rand: $0.rand, autn: $0.autn) }
        #expect(numbers.count == AuthenticationRequest.mostVectors && numbers == numbers.sorted())
        #expect(Int64(numbers.last!.value) == (try await stored(platform, imsi)))
    }

    @Test func `a suspended line is refused at once, an ended one is unknown`() async throws {
        let platform = try await testPlatform()
        let (imsi, line, ana) = try await platform.activeSubscriber()
        try await platform.suspendLine(line, reason: .lostDevice, by: ana)
        #expect(try await outcome(platform, imsi) == "notServed")
        try await platform.runDueJobs()
        #expect(try await outcome(platform, imsi) == "notServed")
        try await platform.resumeLine(line, by: ana)
        try await platform.runDueJobs()
        #expect(try await outcome(platform, imsi) == "vectors")
        try await platform.terminateLine(line, by: ana)
        #expect(try await outcome(platform, imsi) == "notServed")
        try await platform.runDueJobs()
        #expect(try await outcome(platform, imsi) == "unknownSubscriber")
        #expect(try await outcome(platform, IMSI("001019999999999")!) == "unknownSubscriber")
    }

    @Test func `a SIM that is ahead says where it is and is met there`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        let sim = TestSIM(try await platform.testSIM(imsi).milenage, at: SequenceNumber(77_777 << 5 | 9)!)
        let refused = try #require(try await platform.vectors(imsi).first)
        // The place of this number may be free still; the SIM is made to have used all.
        sim.accepted = Array(repeating: 77_777, count: 32)
        guard case .synchronisationFailure(let auts) = sim.authenticate(rand: refused.rand, autn: refused.autn) else {
            Issue.record("the SIM took an old number")
            return
        }
        let vectors = try await platform.vectors(imsi, count: 2, resynchronisation: .init(rand: refused.rand, auts: auts))
        #expect(vectors.map { sim.authenticate(rand: $0.rand, autn: $0.autn) } == vectors.map { .response($0.xres) })
        #expect(try await stored(platform, imsi) > 77_777 << 5)
    }

    @Test func `a forged AUTS gets nothing and moves nothing`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        let sim = try await platform.testSIM(imsi)
        let rand = try await platform.vectors(imsi)[0].rand
        let before = try await stored(platform, imsi)
        for octet in [0, 6, 13] {
            var auts = sim.auts(rand: rand)
            auts[octet] ^= 0x10
            #expect(try await outcome(platform, imsi, .init(rand: rand, auts: auts)) == "wrongAUTS")
        }
        for (rand, auts) in [([], sim.auts(rand: rand)), (rand, [])] as [([UInt8], [UInt8])] {
            #expect(try await outcome(platform, imsi, .init(rand: rand, auts: auts)) == "wrongAUTS")
        }
        #expect(try await stored(platform, imsi) == before)
    }

    @Test func `when all numbers are used there is no vector more`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        try await platform.store.write {
            try $0.execute("UPDATE subscribers SET sequence_number = $2 WHERE imsi = $1", imsi, Int64(1 << 48 - 33) & ~31 | 30)
        }
        #expect(try await platform.vectors(imsi, count: 5).count == 1)
        #expect(try await outcome(platform, imsi) == "exhausted")
    }

    @Test func `a damaged number fails its own request and no other of the batch`() async throws {
        let platform = try await testPlatform()
        let damaged = try await platform.activeSubscriber("ana").imsi
        let sound = try await platform.activeSubscriber("bo").imsi
        try await platform.store.write {
            try $0.execute("UPDATE subscribers SET sequence_number = $2 WHERE imsi = $1", damaged, Int64(1 << 50))
        }
        let outcomes = await withTaskGroup(of: (IMSI, Bool).self) { tasks in
            for index in 0..<40 {
                let imsi = index % 4 == 0 ? damaged : sound
                tasks.addTask { (imsi, (try? await platform.vectors(imsi).count) == 1) }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0.1 } == 30 && outcomes.allSatisfy { $0.1 == ($0.0 == sound) })
    }

    @Test func `nothing printed of a vector is a secret`() async throws {
        let platform = try await testPlatform()
        let vector = try await platform.vectors(platform.activeSubscriber().imsi)[0]
        var dumped = "\(vector)"
        dump(vector, to: &dumped)
        #expect(!dumped.contains("\(vector.kasme[0])") && dumped.count < 200)
    }

    @Test(arguments: StoreKind.lasting) func `the database refuses a number that goes back`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store)
            let imsi = try await platform.activeSubscriber().imsi
            _ = try await platform.vectors(imsi, count: 3)
            await #expect(throws: StoreError.self) {
                try await store.write { try $0.execute("UPDATE subscribers SET sequence_number = sequence_number - 1") }
            }
        }
    }

    /// Two nodes answer for the same subscribers at once; then both are gone and a third goes on.
    @Test(arguments: StoreKind.lasting) func `no number is given twice by two nodes at once, nor after a restart`(kind: StoreKind)
        async throws
    {
        let database = try await TestDatabase(kind)
        let engines = [try database.open(), try database.open()]
        let nodes = [try await testPlatform(store: engines[0]), try await testPlatform(store: engines[1], seed: 2)]
        var imsis: [IMSI] = []
        for name in ["ana", "bo", "cy"] { imsis.append(try await nodes[0].activeSubscriber(name).imsi) }
        let subscribers = imsis

        let given = try await withThrowingTaskGroup(of: [(IMSI, [EPSAuthenticationVector])].self) { tasks in
            for worker in 0..<12 {
                tasks.addTask {
                    var mine: [(IMSI, [EPSAuthenticationVector])] = []
                    for round in 0..<10 {
                        let imsi = subscribers[(worker + round) % 3]
                        mine.append((imsi, try await nodes[worker % 2].vectors(imsi, count: 1 + round % 5)))
                    }
                    return mine
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        for engine in engines { await engine.close() }

        let later = try database.open()
        let survivor = try await testPlatform(store: later, seed: 3)
        for imsi in subscribers {
            let sim = try await survivor.testSIM(imsi)
            func numbers(_ vectors: [EPSAuthenticationVector]) -> [SequenceNumber] {
                vectors.map { sim.sequenceNumber(rand: $0.rand, autn: $0.autn) }
            }
            // What one worker was given for a subscriber came in ascending order.
            for worker in given {
                let inOrder = worker.filter { $0.0 == imsi }.flatMap { numbers($0.1) }
                #expect(inOrder == inOrder.sorted())
            }
            let all = given.flatMap { $0 }.filter { $0.0 == imsi }.flatMap { numbers($0.1) }
            #expect(all.count == 120 && Set(all).count == 120)
            #expect(try await stored(survivor, imsi) == Int64(all.max()!.value))
            #expect(numbers(try await survivor.vectors(imsi))[0] > all.max()!)
        }
        await later.close()
    }
}
