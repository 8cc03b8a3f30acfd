import ArgumentParser
import Charging
import Platform
import Store
import Telecom

extension DiameterCommand {
    struct Session: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "session", abstract: "Tell a charging session's story, from its first request to its last.",
            discussion: "Ends with status 1 when it does not add up.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The Session-Id.") var id: String

        func run() async throws {
            let configuration = try options.configuration()
            let story = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let story = try await store.read { try $0.chargingSessionStory(id) }
                await store.close()
                return story
            }
            guard let story else { throw ValidationError("nothing was decided about this session") }
            print("\(story.state.rawValue)  \(story.lineID?.text ?? "no line")  \(story.gateway?.host ?? "no gateway")")
            for step in story.steps {
                switch step.event {
                case .request(let entry):
                    print("\(step.at)  \(entry.requestNumber) \(entry.kind)\(entry.refusal.map { "  refused: \($0.word)" } ?? "")")
                    for item in entry.items { print("    \(line(item))") }
                case .moreUnits(let bucket):
                    print("\(step.at)  the group got \(bucket.granted.map { "\($0)" } ?? "unlimited") \(bucket.unit.rawValue)")
                }
            }
            for sum in story.sums {
                print(
                    "\(sum.unit.rawValue): \(sum.granted) granted, \(sum.used) used, which costs \(sum.cost); \(sum.debited) debited, "
                        + "\(sum.overage) beyond every bucket, \(sum.refunded) given back: \(sum.addsUp ? "adds up" : "DOES NOT ADD UP")")
            }
            if story.sums.contains(where: { !$0.addsUp }) { throw ExitCode.failure }
        }

        private func line(_ item: UsageEntry.Item) -> String {
            let group = item.ratingGroup.map { "rating group \($0)" } ?? "without rating group"
            let end = item.refusal.map { "  refused: \($0.word)" } ?? (item.isFinal ? "  the last" : "")
            return "\(group)  \(item.used.total) used, \(item.debited) debited, \(item.overage) beyond, \(item.granted) granted\(end)"
        }
    }
}
