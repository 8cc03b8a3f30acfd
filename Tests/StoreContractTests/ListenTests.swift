import Store
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct ListenTests {
    private struct Refused: Error {}

    @Test(arguments: StoreKind.allCases) func `a message arrives once its transaction has committed, and not when it has not`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind, migrated: false) { store in
            var messages = store.listen("news").makeAsyncIterator()
            // PostgreSQL says when it has begun to listen.
            if kind == .postgresql { #expect(await messages.next() == "") }
            _ = try? await store.write { transaction in
                try transaction.notify("news", "never")
                throw Refused()
            }
            try await store.write { try $0.notify("other", "not here") }
            try await store.write { transaction in
                try transaction.notify("news", "one")
                try transaction.notify("news", "two")
            }
            #expect(await messages.next() == "one")
            #expect(await messages.next() == "two")
        }
    }

    @Test func `a message reaches every node`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        let (here, there) = (try database.open(), try database.open())
        var messages = here.listen("news").makeAsyncIterator()
        #expect(await messages.next() == "")
        try await there.write { try $0.notify("news", "hello") }
        #expect(await messages.next() == "hello")
        await here.close()
        #expect(await messages.next() == nil)
        await there.close()
    }

    @Test(arguments: StoreKind.allCases) func `a long message and a strange channel are refused`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.write { try $0.notify("news", String(repeating: "x", count: 200)) }
            await expectStatementError { try await store.write { try $0.notify("news", String(repeating: "x", count: 201)) } }
            await expectStatementError { try await store.write { try $0.notify("news; DROP", "x") } }
        }
    }
}
