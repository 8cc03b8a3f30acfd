import Foundation
import Platform
import Providers
import Store
import Telecom
import TestKit
import Testing

/// A local identity provider on a database in memory, and the outbox that its mails go to.
struct Directory {
    let time = ManualTime()
    let platform: Platform
    let local: LocalIdentity

    init() async throws {
        let store = try await memoryStore()
        local = .test(store: store, time: time)
        platform = try await testPlatform(store: store, time: time, directory: local)
    }

    func signUp(_ email: String = "ana@example.com", password: String = "correct horse", client: String = "192.0.2.1") async throws
        -> DirectorySignIn
    {
        try await local.signUp(email: email, password: password, displayName: "Ana", client: client)
    }

    func mailLink(
        _ purpose: EmailCodePurpose, to email: String = "ana@example.com", language: Language = .english, client: String = "192.0.2.1"
    ) async throws {
        try await local.mailLink(purpose, email: email, continueURL: nil, brand: .dotm, language: language, client: client)
    }

    /// The code in the newest mail to this address.
    func mailedCode(_ email: String = "ana@example.com") async throws -> String {
        let mail = try #require(try await platform.outbox(of: .dotm).first { $0.recipient.text == email && $0.text.contains("oobCode=") })
        let parts = mail.text.components(separatedBy: "oobCode=")
        return String(parts[1].prefix { $0 != "&" && !$0.isWhitespace })
    }

    func mailCount() async throws -> Int { try await platform.outbox(of: .dotm).count }
}

func expectRefusal<Value>(
    _ expected: DirectoryError, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value
) async {
    let error = await #expect(throws: DirectoryError.self, sourceLocation: sourceLocation) { _ = try await work() }
    #expect(error == expected, sourceLocation: sourceLocation)
}
