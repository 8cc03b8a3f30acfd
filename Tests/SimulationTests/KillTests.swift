import Charging
import Foundation
import Store
import Telecom
import TestKit
import Testing

@testable import Platform

/// Kills the real program under load, again and again, and holds what its clients were told against what it left on the disk.
@Suite struct KillTests {
    static let kills = ProcessInfo.processInfo.environment["GORSE_SIMULATION"] == "long" ? 100 : 6

    @Test func `every answer that a client received is in the journal, however often the process is killed`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-kill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("gorse.sqlite").path
        var heard: [UsageRequest.Key: Int64] = [:]
        for kill in 0..<Self.kills {
            let answers = try Self.runUntilKilled(file: file, run: "run\(kill)", afterAnswers: 200 + 131 * kill)
            #expect(!answers.isEmpty)
            heard.merge(answers) { $1 }
            try await verify(file: file, heard: answers)
        }
        // The answers of all lives are still there.
        try await verify(file: file, heard: heard)
    }

    private func verify(file: String, heard: [UsageRequest.Key: Int64]) async throws {
        let store = try SQLiteEngine(path: file)
        let platform = try await testPlatform(store: store)
        let report = try await platform.verifyQuota()
        #expect(report.faults == [])
        let keys = heard.keys.sorted { ($0.sessionID, $0.requestNumber) < ($1.sessionID, $1.requestNumber) }
        let answers = try await store.read { try $0.usageAnswers(to: keys) }
        let lost = keys.filter { answers[$0] == nil }
        #expect(lost.isEmpty, "\(lost.count) answers are not in the journal, such as \(lost.first!)")
        #expect(keys.allSatisfy { answers[$0]?.items.first?.granted ?? 0 == heard[$0] })
        await store.close()
    }

    /// Starts the program as a gateway's other end, reads what it answers and kills it (SIGKILL) in the midst of its work.
    private static func runUntilKilled(file: String, run: String, afterAnswers count: Int) throws -> [UsageRequest.Key: Int64] {
        let process = Process()
        process.executableURL = try program()
        process.arguments = [
            "bench", "charging", "--record", "--file", file, "--run", run, "--lines", "50", "--callers", "32", "--seconds", "300",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.standardError
        try process.run()
        var text = Data()
        var lines = 0
        while true {
            let part = pipe.fileHandleForReading.availableData
            if part.isEmpty { break }
            text.append(part)
            lines += part.count { $0 == UInt8(ascii: "\n") }
            if lines >= count, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        // What stands behind the last line end was not received whole.
        let whole = text[..<(text.lastIndex(of: UInt8(ascii: "\n")) ?? text.startIndex)]
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").reduce(into: [:]) { answers, line in
            let fields = line.split(separator: " ")
            guard fields.count == 3, let number = UInt32(fields[1]), let granted = Int64(fields[2]) else { return }
            answers[UsageRequest.Key(sessionID: String(fields[0]), requestNumber: number)] = granted
        }
    }

    /// The program that was built beside this test.
    private static func program() throws -> URL {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let program = folder.appendingPathComponent("gorse")
        try #require(FileManager.default.isExecutableFile(atPath: program.path), "no gorse in \(folder.path)")
        return program
    }
}
