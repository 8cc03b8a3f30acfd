import ArgumentParser
import Foundation
import Store

/// The part of every command line that stands for configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The address to listen on (HOST).") var host: String?
    @Option(help: "The port to listen on, 0 for a free one (PORT).") var port: String?
    @Option(help: "The folder of the SQLite file and of keys (GORSE_DATA).") var data: String?
    @Option(help: "A PostgreSQL database, postgres://… (DATABASE_URL).") var database: String?
    @Option(name: .customLong("set"), help: "Any key: --set KEY=VALUE.") var assignments: [String] = []

    /// Reads the configuration, or says what is wrong with it and ends with status 78.
    func configuration() throws -> Configuration {
        try refusingBadConfiguration {
            let named = [("HOST", host), ("PORT", port), ("GORSE_DATA", data), ("DATABASE_URL", database)]
            let given = named.compactMap { name, value in value.map { "\(name)=\($0)" } } + assignments
            let file = try? String(contentsOfFile: ".env", encoding: .utf8)
            return try Configuration(Settings(commandLine: given, environment: ProcessInfo.processInfo.environment, file: file))
        }
    }
}

/// Ends with status 78 (`EX_CONFIG` of sysexits.h) and a sentence on standard error when `body` finds the configuration wrong.
func refusingBadConfiguration<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as ConfigurationError {
        for problem in error.problems { printError("gorse cannot start: \(problem).") }
        throw ExitCode(78)
    }
}

/// The same. What is wrong with the database is said too, with status 1.
func refusingBadConfiguration<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as ConfigurationError {
        for problem in error.problems { printError("gorse cannot start: \(problem).") }
        throw ExitCode(78)
    } catch StoreError.unavailable(let reason), StoreError.corrupt(let reason) {
        printError("gorse: \(reason)")
        throw ExitCode.failure
    }
}

func printError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
