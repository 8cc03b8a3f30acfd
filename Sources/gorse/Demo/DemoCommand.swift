import ArgumentParser
import Foundation
import Platform
import Telecom

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Live a subscriber's whole life over HTTP, with its numbers.",
        discussion: "Starts a server on a free port of 127.0.0.1 with a database of its own. Status 0 only when all holds.")

    @Option(help: "A PostgreSQL database to live in, postgres://…, in place of a temporary SQLite file.") var database: String?

    func run() async throws {
        let began = ContinuousClock.now
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-demo-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let teller = DemoTeller()
        try await refusingBadConfiguration {
            let configuration = try configuration(folder).withPortChosen()
            LogOutput.start(configuration)
            let platform = try await Assembly.platform(configuration)
            try await live(on: platform, configuration, teller)
        }
        let seconds = (ContinuousClock.now - began).components
        let tenths = (seconds.attoseconds / 100_000_000_000_000_000)
        guard teller.failures.isEmpty else {
            print("\nDid not hold:\n" + teller.failures.map { "  ✗ \($0)" }.joined(separator: "\n"))
            throw ExitCode.failure
        }
        print("\nAll of it holds. \(seconds.seconds).\(tenths) s")
    }

    private func configuration(_ folder: String) throws -> Configuration {
        var keys = ["HOST=127.0.0.1", "PORT=0", "GORSE_DATA=\(folder)", "LOG_LEVEL=warning"]
        if let database { keys.append("DATABASE_URL=\(database)") }
        return try Configuration(Settings(commandLine: keys, environment: [:], file: nil))
    }

    private func live(on platform: Platform, _ configuration: Configuration, _ teller: DemoTeller) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let node = Node(configuration: configuration, platform: platform)
        let serving = Task { try await node.serve { port.yield($0) } }
        guard let listening = await ports.first(where: { _ in true }) else { return }

        let story = DemoStory(
            platform: platform, server: "http://127.0.0.1:\(listening)", teller: teller,
            run: String(UUID().uuidString.prefix(8)).lowercased())
        print("gorse serves on \(story.server), on \(platform.store.dialect == .sqlite ? "a temporary SQLite file" : "PostgreSQL").")
        do {
            try await story.live()
            try await verify(platform, teller)
        } catch let refusal as DemoClient.Refusal {
            teller.expect("the server refused: \(refusal.error.message)", false)
        } catch let failure as DemoFailure {
            teller.expect(failure.what, false)
        }
        // As an operator would stop it.
        kill(getpid(), SIGTERM)
        try await serving.value
    }

    private func verify(_ platform: Platform, _ teller: DemoTeller) async throws {
        teller.chapter("Proof")
        let ledger = try await platform.verifyLedger()
        teller.expect("ledger: \(ledger.transactions) transactions balance, \(ledger.orders) orders agree", ledger.holds)
        let quota = try await platform.verifyQuota()
        teller.expect("quota: \(quota.rows) journal rows give \(DataVolume(octets: quota.octetsUsed)) used, none twice", quota.holds)
        try await platform.sealAudit()
        let audit = try await platform.store.verifyAudit()
        teller.expect("audit: \(audit.verified) events in an unbroken chain", audit.firstBreak == nil)
        for fault in ledger.problems + quota.faults { teller.tell(fault) }
    }
}
