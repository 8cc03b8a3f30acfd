import ArgumentParser
import Store
import Telecom

extension DiameterCommand {
    struct Peers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "peers", abstract: "Show the Diameter peers of every node, those that were lost first.",
            discussion: "As the nodes last said, at most 15 seconds ago. Ends with status 1 when a peer is lost and no node has it.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try options.configuration()
            let peers = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let peers = try await store.read { try $0.networkPeers() }
                await store.close()
                return peers
            }
            for peer in peers { print(line(peer)) }
            print("\(peers.count) peers")
            if !peers.missed.isEmpty { throw ExitCode.failure }
        }

        private func line(_ peer: NetworkPeer) -> String {
            let state = peer.lost.map { "lost at \($0.at) (\($0.reason))" } ?? "open since \(peer.openedAt)"
            let results = peer.results.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            let latency =
                peer.latency.map { "median \($0.medianMicroseconds) µs, p99 \($0.p99Microseconds) µs" } ?? "nothing answered lately"
            return [
                peer.name, "\(peer.address) \(peer.transport)", peer.applications.joined(separator: " "), state, "at \(peer.node)",
                "\(peer.requestsPerMinute) requests/min", latency, "results \(results.isEmpty ? "none" : results)",
            ].joined(separator: "  ")
        }
    }
}
