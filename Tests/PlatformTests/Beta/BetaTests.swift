import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

/// The beta programme from the wish to the line.
@Suite struct BetaTests {
    let time = ManualTime()

    /// A platform, a person with a proved address, and an admin who is mailed.
    private func stage() async throws -> (platform: Platform, ana: Principal, admin: Principal) {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.join(.test())
        let boss = try await platform.join(.test("boss@example.com"), language: "fr")
        try await platform.store.write { try $0.setRole(.admin, of: boss.id) }
        return (
            platform: platform, ana: Principal(accountID: ana.id, brandID: .dotm, role: .subscriber),
            admin: Principal(accountID: boss.id, brandID: .dotm, role: .admin)
        )
    }

    /// The secret in the newest mail to the admin.
    private func code(_ platform: Platform) async throws -> String {
        let mail = try #require(try await platform.outbox(of: .dotm).first { $0.kind == "beta_request" })
        return String(mail.text.components(separatedBy: "code=")[1].prefix { !$0.isWhitespace })
    }

    @Test func `an admin is mailed in their language, with a link that holds nothing but a secret`() async throws {
        let (platform, ana, _) = try await stage()
        let (request, isMailed) = try await platform.requestBeta(as: ana)
        #expect(isMailed && request.state == .pending)
        let mail = try #require(try await platform.outbox(of: .dotm).first { $0.kind == "beta_request" })
        #expect(mail.recipient.text == "boss@example.com")
        #expect(mail.subject == "Quelqu’un demande à rejoindre le programme bêta")
        #expect(mail.text.contains("ana@example.com"))
        #expect(mail.text.contains("/api/beta-approve/\(request.id)?code="))
        let kept = try await platform.store.read { try $0.query("SELECT digest FROM beta_links").map { try $0.blob("digest") } }
        #expect(kept == [OpaqueSecret.digest(try await code(platform))])
    }

    @Test func `without an admin the request waits in the queue`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.join(.test())
        let (_, isMailed) = try await platform.requestBeta(as: Principal(accountID: ana.id, brandID: .dotm, role: .subscriber))
        #expect(!isMailed)
        let staff = Principal(accountID: AccountID("acc_1")!, brandID: .dotm, role: .support)
        #expect(try await platform.betaRequests(in: .pending, limit: 10, as: staff).map(\.account.id) == [ana.id])
    }

    @Test func `one request is open at a time, and an unproved address asks for none`() async throws {
        let (platform, ana, _) = try await stage()
        _ = try await platform.requestBeta(as: ana)
        #expect(await refusal { _ = try await platform.requestBeta(as: ana) } == "beta_request_open")
        let eve = try await platform.join(.test("eve@example.com", isEmailVerified: false))
        let unproved = Principal(accountID: eve.id, brandID: .dotm, role: .subscriber)
        #expect(await refusal { _ = try await platform.requestBeta(as: unproved) } == "email_not_verified")
    }

    @Test func `asking twenty times at once makes one request`() async throws {
        let (platform, ana, _) = try await stage()
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await platform.requestBeta(as: ana)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test func `an approval by the link gives line, number and data once, and uses the link up`() async throws {
        let (platform, ana, admin) = try await stage()
        let id = try await platform.requestBeta(as: ana).request.id
        let code = try await code(platform)
        #expect(try await platform.betaRequest(id, code: code).request.state == .pending)
        let request = try await platform.decideBetaRequest(id, .approve, code: code)
        #expect(request.state == .approved && request.decidedBy == admin.accountID)
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, code: code) } == "beta_link_not_found")
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, as: admin) } == "beta_request_decided")
        try await platform.runDueJobs()
        let standing = try await platform.betaStanding(of: ana)
        #expect(standing.line?.msisdn != nil)
        #expect(try await platform.lines(of: ana.accountID).count == 1)
        #expect(try await platform.buckets(of: ana.accountID).map(\.bucket.granted) == [DataVolume.megabytes(1000).octets])
        let orders = try await platform.orders(of: ana.accountID, limit: 10)
        #expect(orders.map(\.total.minorUnits) == [0] && orders.map(\.id) == [request.orderID])
        #expect(try await platform.notifications(of: ana.accountID).contains { $0.kind == "beta_approved" })
        #expect(await refusal { _ = try await platform.requestBeta(as: ana) } == "beta_joined")
    }

    @Test func `ten approvals at once give once`() async throws {
        let (platform, ana, admin) = try await stage()
        let id = try await platform.requestBeta(as: ana).request.id
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { (try? await platform.decideBetaRequest(id, .approve, as: admin)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        try await platform.runDueJobs()
        #expect(try await platform.orders(of: ana.accountID, limit: 10).count == 1)
        #expect(try await platform.lines(of: ana.accountID).count == 1)
    }

    @Test func `who was rejected reads why, may ask again, and both requests are kept`() async throws {
        let (platform, ana, admin) = try await stage()
        let first = try await platform.requestBeta(as: ana).request.id
        #expect(await refusal { _ = try await platform.decideBetaRequest(first, .reject(reason: " "), as: admin) } == "invalid_reason")
        _ = try await platform.decideBetaRequest(first, .reject(reason: "Full for now"), as: admin)
        let told = try #require(try await platform.notifications(of: ana.accountID).first { $0.kind == "beta_rejected" })
        #expect(told.body.contains("Full for now"))
        time.advance(seconds: 1)
        let second = try await platform.requestBeta(as: ana).request.id
        let history = try await platform.betaRequest(second, as: admin).history
        #expect(history.map(\.id) == [second, first] && history.map(\.state) == [.pending, .rejected])
        #expect(try await platform.betaStanding(of: ana).request?.id == second)
    }

    @Test func `a link ends after seven days, with its admin's role, and fits its own request alone`() async throws {
        let (platform, ana, admin) = try await stage()
        let id = try await platform.requestBeta(as: ana).request.id
        let code = try await code(platform)
        let other = BetaRequestID("beta_other")!
        #expect(await refusal { _ = try await platform.betaRequest(other, code: code) } == "beta_link_not_found")
        #expect(await refusal { _ = try await platform.betaRequest(id, code: code + "x") } == "beta_link_not_found")
        try await platform.store.write { try $0.setRole(.subscriber, of: admin.accountID) }
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, code: code) } == "beta_link_not_found")
        try await platform.store.write { try $0.setRole(.admin, of: admin.accountID) }
        time.advance(seconds: 7 * 86_400)
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, code: code) } == "beta_link_not_found")
        #expect(try await platform.betaStanding(of: ana).request?.state == .pending)
    }

    @Test func `others than the brand's admins decide nothing`() async throws {
        let (platform, ana, admin) = try await stage()
        let id = try await platform.requestBeta(as: ana).request.id
        let support = Principal(accountID: admin.accountID, brandID: .dotm, role: .support)
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, as: support) } == "forbidden")
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, as: ana) } == "forbidden")
        let north = Principal(accountID: admin.accountID, brandID: BrandID("brd_north")!, role: .admin)
        #expect(await refusal { _ = try await platform.decideBetaRequest(id, .approve, as: north) } == "beta_request_not_found")
        #expect(await refusal { _ = try await platform.betaRequests(in: .pending, limit: 1, as: ana) } == "forbidden")
    }

    @Test func `a deleted account takes its requests along`() async throws {
        let (platform, ana, _) = try await stage()
        _ = try await platform.requestBeta(as: ana)
        let fresh = Principal(accountID: ana.accountID, brandID: .dotm, role: .subscriber, authenticatedAt: platform.time.now())
        try await platform.deleteAccount(as: fresh)
        let left = try await platform.store.read {
            try $0.query("SELECT id FROM beta_requests").count + $0.query("SELECT digest FROM beta_links").count
        }
        #expect(left == 0)
    }
}
