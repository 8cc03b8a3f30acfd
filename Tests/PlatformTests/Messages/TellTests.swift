import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

/// Mails and notifications speak the language of the account.
@Suite struct TellTests {
    private func news(in language: String) async throws -> (notifications: [Notification], mails: [Mail]) {
        let platform = try await testPlatform()
        let ana = try await platform.join(.test(), language: language)
        let principal = Principal(accountID: ana.id, brandID: .dotm, role: .subscriber)
        _ = try await platform.testPurchase(["basic_membership", "beta_esim_activation"], as: principal)
        return (try await platform.notifications(of: ana.id), try await platform.outbox(of: .dotm))
    }

    @Test(arguments: [
        ("es-MX", "Te damos la bienvenida a DOTM", "Pagado: $25.00", "Membresía básica", "por 10 días", "es-US"),
        ("fr", "Bienvenue chez DOTM", "Payé : 25,00 $ US", "Adhésion de base", "pour 10 jours", "fr-CA"),
        ("de", "Welcome to DOTM", "Paid: $25.00", "Basic Membership", "for 10 days", "en-US"),
    ])
    func `subject, sentences, names, money and days are those of the language`(
        _ language: String, _ welcome: String, _ paid: String, _ service: String, _ days: String, _ tag: String
    ) async throws {
        let (notifications, mails) = try await news(in: language)
        let plain = { (text: String) in text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ") }
        let receipt = try #require(notifications.first { $0.kind == "receipt" })
        #expect(notifications.contains { $0.title == welcome })
        #expect(plain(receipt.title) == paid)
        #expect(receipt.body.contains(service))
        let delivered = try #require(notifications.first { $0.kind == "order_delivered" })
        #expect(plain(delivered.body).contains(days))
        for kind in ["welcome", "receipt", "order_delivered"] {
            let mail = try #require(mails.first { $0.kind == kind })
            #expect(mail.html.contains("<html lang=\"\(tag)\">"))
        }
        let mail = try #require(mails.first { $0.kind == "receipt" })
        #expect(plain(mail.subject) == paid && mail.text.contains(service) && mail.html.contains(service))
    }
}
