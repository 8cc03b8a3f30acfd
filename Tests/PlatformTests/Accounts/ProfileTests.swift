import Platform
import Subscribers
import Telecom
import TestKit
import Testing

struct ProfileTests {
    @Test func `only what is given changes`() async throws {
        let platform = try await testPlatform()
        let person = try await platform.testSubscriber()
        var account = try await platform.updateProfile(ProfileChange(displayName: " Ana María ", country: Country("MX")), as: person)
        #expect(account.displayName == "Ana María" && account.country == Country("MX") && account.language == "en")
        account = try await platform.updateProfile(ProfileChange(displayName: .some(nil), language: "es-MX"), as: person)
        #expect(account.displayName == nil && account.country == Country("MX") && account.language == "es-MX")
        #expect(try await platform.account(of: person) == account)
    }

    @Test(arguments: ["", "   ", "a\u{0}b", "a\nb", String(repeating: "a", count: 101), String(repeating: "👩‍👩‍👧‍👦", count: 90)])
    func `bad display names are refused`(name: String) async throws {
        let platform = try await testPlatform()
        let person = try await platform.testSubscriber()
        let error = await #expect(throws: PlatformError.self) {
            try await platform.updateProfile(ProfileChange(displayName: name), as: person)
        }
        #expect(error?.parameter == "display_name")
    }

    @Test(arguments: ["", "e", "english", "en_US", "en-", "en-<b>", "12"])
    func `bad languages are refused`(language: String) async throws {
        let platform = try await testPlatform()
        let person = try await platform.testSubscriber()
        let error = await #expect(throws: PlatformError.self) {
            try await platform.updateProfile(ProfileChange(language: language), as: person)
        }
        #expect(error?.parameter == "language")
    }
}
