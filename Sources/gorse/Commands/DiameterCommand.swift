import ArgumentParser
import CoreNetwork
import Diameter
import Platform
import Store
import Telecom

struct DiameterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diameter", abstract: "Look at the core network from the prompt.",
        subcommands: [Peers.self, Sessions.self, Session.self, Send.self, Trace.self])

    struct Sessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sessions", abstract: "Show the open charging sessions of a subscriber and of whoever shares data with it.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The subscriber's IMSI.") var imsi: String

        func run() async throws {
            let configuration = try options.configuration()
            guard let imsi = IMSI(imsi) else { throw ValidationError("--imsi: \(IMSI.rule)") }
            let states = try await refusingBadConfiguration {
                let store = try Assembly.store(configuration)
                let state = try await store.read { transaction in
                    try transaction.servedLine(imsi).flatMap { try transaction.chargeableLine($0) }
                        .flatMap { try transaction.chargingStates(of: [$0.groupID])[$0.groupID]?.state }
                }
                await store.close()
                return state
            }
            guard let state = states else { throw ValidationError("no line has this IMSI") }
            for (id, session) in state.sessions.sorted(by: { $0.key < $1.key }) {
                let reserved = session.reservations.map { "\($0.ratingGroup.map { "\($0)" } ?? "-"): \($0.units) \($0.unit.rawValue)" }
                print(
                    "\(id)  \(session.lineID)  request \(session.lastRequestNumber) at \(session.lastAt)  "
                        + "\(session.gateway?.host ?? "no gateway")  reserved \(reserved.isEmpty ? "nothing" : reserved.joined(separator: ", "))"
                )
            }
            print("\(state.sessions.count) sessions")
        }
    }

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "send-ccr", abstract: "Ask an online charging system as a gateway would, and show its answer.",
            discussion: "Charges what it says was used. Ends with status 1 unless the answer is a success for every service.")

        @Option(help: "Address and port of the charging system.") var to: String = "127.0.0.1:3868"
        @Option(help: "What to call ourselves.") var identity: String = "tool.gorse.invalid"
        @Option(help: "The charging system's realm.") var realm: String
        @Option(help: "initial, update, termination or event (a direct debit).") var type: RequestType
        @Option(help: "Session-Id.") var session: String
        @Option(help: "CC-Request-Number.") var number: UInt32 = 0
        @Option(help: "The subscriber's IMSI.") var imsi: String
        @Option(help: "Service-Context-Id.") var context: String = "32251@3gpp.org"
        @Option(help: "Rating-Group.") var ratingGroup: UInt32?
        @Option(help: "Octets to ask for.") var ask: UInt64?
        @Option(help: "Octets to report as used.") var used: UInt64?
        @Flag(help: "Say that it may have been sent before (the T bit).") var again = false

        enum RequestType: String, ExpressibleByArgument, CaseIterable {
            case initial, update, termination, event

            var code: CCRequestType {
                switch self {
                case .initial: .initial
                case .update: .update
                case .termination: .termination
                case .event: .event
                }
            }
        }

        func run() async throws {
            guard let listener = Listener(to) else { throw ValidationError("--to must be an address and a port such as 127.0.0.1:3868") }
            guard AllowedPeer.isIdentity(identity), let dot = identity.firstIndex(of: ".") else {
                throw ValidationError("--identity must be a domain name")
            }
            let own = DiameterIdentity(host: identity, realm: String(identity[identity.index(after: dot)...]))
            var message = request(from: own).message
            if again { message.flags.insert(.retransmitted) }
            do {
                let answer = try await DiameterClient.connected(
                    to: listener.host, port: listener.port, as: own, applications: [.init(.creditControl)]
                ) { [message] peer in
                    try await peer.send(message)
                }
                guard try show(answer) else { throw ExitCode.failure }
            } catch let error as DiameterClient.NotConnected {
                printError("\(error).")
                throw ExitCode.failure
            }
        }

        private func request(from own: DiameterIdentity) -> CreditControlRequest {
            let service = CreditControlRequest.ServiceRequest(
                ratingGroup: ratingGroup, requested: ask.map { ServiceUnits(totalOctets: $0) },
                used: used.map { [ServiceUnits(totalOctets: $0)] } ?? [])
            return CreditControlRequest(
                sessionID: session, originHost: own.host, originRealm: own.realm, destinationRealm: realm, serviceContextID: context,
                type: type.code, number: number, subscriptionIDs: [.init(.imsi, imsi)],
                requestedAction: type == .event ? .directDebiting : nil, services: ask == nil && used == nil ? [] : [service])
        }

        /// - Returns: whether all of it is a success.
        private func show(_ message: DiameterMessage) throws -> Bool {
            let result = try message.required(AVPs.resultCode)
            print("result \(result.rawValue) from \(try message.first(AVPs.originHost) ?? "nobody")")
            if let words = try message.first(AVPs.errorMessage) { print(words) }
            guard result.isSuccess else { return false }
            let answer = try CreditControlAnswer(message)
            for service in answer.services {
                let group = service.ratingGroup.map { "rating group \($0)" } ?? "without rating group"
                let granted = service.granted?.totalOctets.map { "\($0) octets" } ?? "nothing"
                let validity = service.validityTime.map { " for \($0) s" } ?? ""
                print(
                    "\(group): result \(service.resultCode.rawValue), granted \(granted)\(validity)\(service.finalUnit == nil ? "" : ", the last")"
                )
            }
            return answer.services.allSatisfy(\.resultCode.isSuccess)
        }
    }
}
