import ArgumentParser
import Diameter
import Foundation
import NIOCore
import Telecom

/// `gorse bench codec`: what it takes to read a Credit-Control-Request and to write its answer, on one processor.
struct CodecBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec", abstract: "Microseconds to decode a Credit-Control-Request and to encode its answer.")

    @Option(help: "Rounds; the median counts.") var rounds = 5
    @Option(help: "Messages in a round.") var messages = 100_000

    func validate() throws {
        guard (1...100).contains(rounds), (1...10_000_000).contains(messages) else {
            throw ValidationError("rounds is 1 to 100, messages 1 to 10000000")
        }
    }

    func run() async throws {
        let count = messages
        let request = Self.request.message
        var frame = ByteBuffer()
        request.encode(into: &frame)
        let answer = Self.answer.message(answering: request)
        var octets = ByteBuffer()
        answer.encode(into: &octets)
        print("a request of \(frame.readableBytes) octets, an answer of \(octets.readableBytes) octets")
        let parts: [(String, () throws -> Void)] = [
            ("message decoded", { _ = try DiameterMessage(decoding: frame) }),
            ("request decoded, with its typed fields", { _ = try CreditControlRequest(DiameterMessage(decoding: frame)) }),
            (
                "answer made and encoded",
                {
                    octets.clear()
                    Self.answer.message(answering: request).encode(into: &octets)
                }
            ),
        ]
        for (name, work) in parts {
            let times = try (0..<rounds).map { _ in
                let start = ContinuousClock.now
                for _ in 0..<count { try work() }
                let time = (ContinuousClock.now - start).components
                return (Double(time.seconds) * 1e9 + Double(time.attoseconds) / 1e9) / Double(count) / 1000
            }.sorted()
            print(String(format: "  %.2f µs  %@", times[times.count / 2], name))
        }
    }

    /// What a packet gateway says in the midst of a session.
    private static let request = CreditControlRequest(
        sessionID: "pgw01.epc.mnc001.mcc001.3gppnetwork.org;1762000000;4711;app_gy", originHost: "pgw01.epc.mnc001.mcc001.3gppnetwork.org",
        originRealm: "epc.mnc001.mcc001.3gppnetwork.org", destinationRealm: "epc.mnc001.mcc001.3gppnetwork.org",
        serviceContextID: "32251@3gpp.org", type: .update, number: 7, eventTimestamp: Timestamp(secondsSince1970: 1_762_000_000),
        subscriptionIDs: [.init(.imsi, "001010000000001"), .init(.e164, "12025550123")],
        services: [
            .init(
                ratingGroup: 10, requested: ServiceUnits(totalOctets: 1_000_000),
                used: [ServiceUnits(totalOctets: 950_000, inputOctets: 50_000, outputOctets: 900_000)], reportingReason: .quotaExhausted)
        ], calledStationID: "internet", servingNetwork: PLMN("00101"))

    private static let answer = CreditControlAnswer(
        sessionID: request.sessionID, resultCode: .success, originHost: "ocs.epc.mnc001.mcc001.3gppnetwork.org",
        originRealm: request.originRealm, type: .update, number: 7,
        services: [
            .init(
                ratingGroup: 10, resultCode: .success, granted: ServiceUnits(totalOctets: 1_000_000), validityTime: 3600,
                volumeQuotaThreshold: 100_000)
        ])
}
