import Ethereum
import Store
import Telecom
import TestKit
import Testing

@testable import Platform

@Suite struct LinkWalletTests {
    let time = ManualTime()
    private let key = PrivateKey(octets: [UInt8](repeating: 7, count: 32))!
    private let other = PrivateKey(octets: [UInt8](repeating: 9, count: 32))!

    private func signed(_ message: String, _ key: PrivateKey) -> String {
        hexadecimal(key.signature(of: PersonalMessage(message).signingHash).octets)
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `who signs our message has the wallet, once, until it is unlinked`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let ana = try await platform.testSubscriber("ana@example.com")
            let bo = try await platform.testSubscriber("bo@example.com")
            let address = key.address.description
            let message = try await platform.walletChallenge(address.lowercased(), domain: nil, as: ana)
            #expect(message.hasPrefix("127.0.0.1:8080 wants you to sign in with your Ethereum account:\n\(address)\n\nLink this wallet"))
            let signature = signed(message, key)
            let wallet = try await platform.linkWallet(message: message, signature: signature, as: ana)
            #expect(wallet.address == address)
            #expect(try await platform.linkWallet(message: message, signature: signature, as: ana) == wallet, "again changes nothing")
            #expect(try await platform.wallet(of: ana.accountID) == wallet)

            let hers = try await platform.walletChallenge(address, domain: nil, as: bo)
            #expect(
                await refusal { _ = try await platform.linkWallet(message: hers, signature: signed(hers, key), as: bo) } == "wallet_taken")
            let second = try await platform.walletChallenge(other.address.description, domain: nil, as: ana)
            #expect(
                await refusal { _ = try await platform.linkWallet(message: second, signature: signed(second, other), as: ana) }
                    == "wallet_linked")

            try await platform.unlinkWallet(as: ana)
            #expect(try await platform.wallet(of: ana.accountID) == nil)
            #expect(await refusal { try await platform.unlinkWallet(as: ana) } == "wallet_not_found")
            #expect(
                await refusal { _ = try await platform.linkWallet(message: message, signature: signature, as: ana) } == "message_used")
            #expect(try await platform.linkWallet(message: hers, signature: signed(hers, key), as: bo).accountID == bo.accountID)
            #expect(
                Set(try await platform.notifications(of: ana.accountID).map(\.kind)).isSuperset(of: ["wallet_linked", "wallet_unlinked"]))
        }
    }

    @Test func `another account's message, another wallet's signature, an old message and a changed one are refused`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber("ana@example.com")
        let eve = try await platform.testSubscriber("eve@example.com")
        let message = try await platform.walletChallenge(key.address.description, domain: nil, as: ana)
        func said(_ message: String, _ signature: String, _ who: Principal) async -> String? {
            await refusal { _ = try await platform.linkWallet(message: message, signature: signature, as: who) }
        }
        #expect(await said(message, signed(message, key), eve) == "invalid_message")
        #expect(await said(message, signed(message, other), ana) == "invalid_signature")
        #expect(await said(message, signed("x", key), ana) == "invalid_signature")
        for signature in ["", "0x", "0x00", signed(message, key) + "00", "0x" + String(repeating: "f", count: 130)] {
            #expect(await said(message, signature, ana) == "invalid_signature", "\(signature)")
        }
        for (part, change) in [
            ("127.0.0.1:8080 wants", "evil.example wants"), ("Chain ID: 1", "Chain ID: 137"), ("URI: http:", "URI: https:"),
            ("Nonce: ", "Nonce: 0"), ("Version: 1", "Version: 2"),
        ] {
            let changed = message.replacing(part, with: change)
            #expect(changed != message)
            #expect(await said(changed, signed(changed, key), ana) == "invalid_message", "\(change)")
        }
        time.advance(seconds: 601)
        #expect(await said(message, signed(message, key), ana) == "message_expired")
        #expect(try await platform.wallet(of: ana.accountID) == nil)
    }

    @Test func `only an account's address and a domain of the brand are challenged`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        _ = try await platform.setHosts(["shop.example.com"], of: .dotm, as: admin)
        let address = key.address.description
        let swapped = String(address.map { $0.isUppercase ? Character($0.lowercased()) : $0 == "x" ? $0 : Character($0.uppercased()) })
        for wrong in ["", "0x", "ana.eth", address + "0", swapped, "0x" + String(repeating: "0", count: 40)] {
            #expect(
                await refusal { _ = try await platform.walletChallenge(wrong, domain: nil, as: admin) } == "invalid_address", "\(wrong)")
        }
        for wrong in ["evil.example", "shop.example.com.evil.example", "", "\n", "127.0.0.1:9"] {
            #expect(
                await refusal { _ = try await platform.walletChallenge(address, domain: wrong, as: admin) } == "invalid_domain", "\(wrong)")
        }
        #expect(try await platform.walletChallenge(address, domain: "Shop.example.com", as: admin).hasPrefix("shop.example.com wants"))
    }

    @Test func `of ten accounts that link one wallet at once, one has it`() async throws {
        let platform = try await testPlatform(time: time)
        var people: [(Principal, String)] = []
        for number in 0..<10 {
            let person = try await platform.testSubscriber("p\(number)@example.com")
            people.append((person, try await platform.walletChallenge(key.address.description, domain: nil, as: person)))
        }
        let linked = await withTaskGroup(of: Bool.self) { group in
            for (person, message) in people {
                let signature = signed(message, key)
                group.addTask { (try? await platform.linkWallet(message: message, signature: signature, as: person)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(linked == 1)
    }
}
