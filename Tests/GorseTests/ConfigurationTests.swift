import Foundation
import Testing

@testable import gorse

@Suite struct ConfigurationTests {
    private func problems(commandLine: [String] = [], environment: [String: String] = [:], file: String? = nil) -> [String] {
        do throws(ConfigurationError) {
            _ = try Configuration(Settings(commandLine: commandLine, environment: environment, file: file))
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `the command line comes before the environment, that before the file, that before defaults`() throws {
        let settings = try Settings(
            commandLine: ["PORT=1"], environment: ["PORT": "2", "HOST": "::1", "PATH": "/bin"],
            file: "# ours\nPORT=3\nHOST=localhost\nLOG_LEVEL=\"debug\"\n")
        #expect(settings[.port] == "1")
        #expect(settings[.host] == "::1")
        #expect(settings[.logLevel] == "debug")
        #expect(settings[.data] == "./data")
        #expect(settings.settings.map(\.source).contains(.file))
    }

    @Test func `an unknown key stops the start with its name, wherever it stands`() {
        #expect(problems(environment: ["GORSE_PROT": "1"]) == ["GORSE_PROT (environment) is not a key of gorse"])
        #expect(problems(commandLine: ["COLOUR=red"]) == ["COLOUR (command line) is not a key of gorse"])
        #expect(problems(file: "COLOUR=red") == ["COLOUR (.env) is not a key of gorse"])
        #expect(problems(environment: ["COLOUR": "red"]).isEmpty)
    }

    @Test(arguments: [
        ("PORT", "http"), ("PORT", "65536"), ("LOG_LEVEL", "loud"), ("DATABASE_URL", "mysql://here/db"), ("TLS_CERT", "/nowhere/cert.pem"),
        ("GORSE_MASTER_KEY", "0123"), ("HOST", "a\u{7}b"),
    ])
    func `a malformed value stops the start with the key's name and is not repeated`(key: String, value: String) throws {
        let problem = try #require(problems(environment: [key: value]).first)
        #expect(problem.hasPrefix("\(key) (environment) must"))
        #expect(!problem.contains(value))
    }

    @Test func `every mistake is told at once`() {
        #expect(problems(environment: ["PORT": "x", "GORSE_X": "1"], file: "nonsense\nA=1\nA=2").count == 5)
    }

    @Test func `a certificate needs its key`() {
        #expect(problems(environment: ["TLS_CERT": "/dev/null"]) == ["TLS_CERT is set, so TLS_KEY must be"])
        #expect(problems(environment: ["TLS_KEY": "/dev/null"]) == ["TLS_KEY is set, so TLS_CERT must be"])
    }

    @Test func `Diameter over TLS needs certificate, key and trust, and listens beside the other port`() throws {
        #expect(
            problems(environment: ["CORE_DIAMETER_TLS_LISTEN": "127.0.0.1:0", "CORE_DIAMETER_TLS_KEY": "/dev/null"]) == [
                "CORE_DIAMETER_TLS_CERT must be set, as Diameter over TLS is",
                "CORE_DIAMETER_TLS_TRUST must be set, as Diameter over TLS is",
            ])
        #expect(
            problems(environment: ["CORE_DIAMETER_CONNECT": "dra.test@127.0.0.1:5658/tls"]) == [
                "CORE_DIAMETER_CONNECT asks for TLS, so CORE_DIAMETER_TLS_CERT must be set"
            ])
        let files = ["CERT", "KEY", "TRUST"].map { ("CORE_DIAMETER_TLS_\($0)", "/dev/null") }
        let environment = Dictionary(uniqueKeysWithValues: files + [("CORE_DIAMETER_LISTEN", "127.0.0.1:3868")])
        let diameter = try #require(
            try Configuration(Settings(commandLine: [], environment: environment, file: nil)).diameter)
        #expect(diameter.listeners.map(\.port) == [3868, 5658] && diameter.listeners.map(\.transport) == [.tcp, .tls])
    }

    @Test func `what is printed hides secrets`() throws {
        let settings = try Settings(commandLine: [], environment: ["DATABASE_URL": "postgres://u:hush@host/db"], file: nil)
        let printed = settings.settings.map(ConfigCommand.text).joined(separator: "\n")
        #expect(!printed.contains("hush"))
        #expect(printed.contains("DATABASE_URL=(secret)\n    from environment;"))
        for key in ConfigurationKey.all { #expect(printed.contains("\(key.name)=")) }
    }
}
