import AsyncHTTPClient
import Logging
import NIOCore
import Platform
import Store
import Telecom

/// Tells consumers of converged charging what has happened to their sessions: a top-up asks for re-authorisation, a suspension aborts
/// charging. Source: 3GPP TS 32.291 §6.1.5 (Charging Notification), TS 32.290 §5.3.2.5.
///
/// A consumer names its own notifyUri, so only hosts that the operator has listed are called, no redirect is followed, and what is answered
/// is not read. Every node hears every notice and tells it, so a consumer hears it from each; both kinds may be heard again without harm. A
/// notice that is lost waits for the session's next request, within the validity of its grant.
public struct NchfNotifier: Sendable {
    private let platform: Platform
    private let client: HTTPClient
    private let consumers: Set<NchfConsumer>

    /// - Parameters:
    ///   - client: must not follow redirects.
    ///   - consumers: who may be called.
    public init(_ platform: Platform, client: HTTPClient, consumers: Set<NchfConsumer>) {
        self.platform = platform
        self.client = client
        self.consumers = consumers
    }

    /// Until the task is cancelled.
    public func run() async {
        for await notice in platform.sessionNotices() { await tell(notice) }
    }

    /// At most `mostCalls` at once, each within five seconds.
    func tell(_ notice: SessionNotice) async {
        do {
            let sessions = try await platform.openSessions(concernedBy: notice).filter { $0.sessionID.hasPrefix("nchf;") }
            let share = max(1, (sessions.count + Self.mostCalls - 1) / Self.mostCalls)
            await withDiscardingTaskGroup { group in
                for first in stride(from: 0, to: sessions.count, by: share) {
                    group.addTask { for session in sessions[first...].prefix(share) { await tell(session, notice) } }
                }
            }
        } catch {
            platform.log.warning("consumers of charging are not told of a change", metadata: ["error": "\(error)"])
        }
    }

    private static let mostCalls = 8

    private func tell(_ session: OpenSession, _ notice: SessionNotice) async {
        let kind =
            switch notice {
            case .moreUnits: "REAUTHORIZATION"
            case .lineStopped: "ABORT_CHARGING"
            }
        var result = "not_allowed"
        if let consumer = NchfConsumer(uri: session.gateway.realm), consumers.contains(consumer) {
            var request = HTTPClientRequest(url: session.gateway.realm)
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: "{\"notificationType\":\"\(kind)\"}"))
            do {
                result = "\(try await client.execute(request, timeout: .seconds(5)).status.code)"
            } catch {
                result = "failed"
            }
        }
        platform.metrics.counter(
            "gorse_nchf_notifications_total", "Consumers of converged charging told of a change, by what they answered.",
            ["type": kind, "result": result]
        ).increment()
    }
}

/// A host with its port: `smf.example.org:8080`, `10.0.0.5`, `[::1]:8080`. Without a port it is 80 for http and 443 for https.
public struct NchfConsumer: Hashable, Sendable {
    private let host: String
    private let port: Int?

    /// As the operator lists it.
    public init?(_ text: String) {
        let bytes = text.lowercased()
        let end: String.Index
        if bytes.hasPrefix("["), let bracket = bytes.firstIndex(of: "]") {
            end = bytes.index(after: bracket)
        } else {
            end = bytes.firstIndex(of: ":") ?? bytes.endIndex
        }
        let name = String(bytes[..<end])
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x3A, 0x5B, 0x5D].contains(byte)
            }
        guard isName, name.utf8.count <= 255 else { return nil }
        host = name
        let rest = bytes[end...]
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.first == ":", let number = Int(rest.dropFirst()), (1...65535).contains(number) else { return nil }
            port = number
        }
    }

    /// Whom a URI calls: everything between `//` and the next `/`, `?` or `#`. One with a user in it calls nobody.
    init?(uri: String) {
        let isSecure = uri.hasPrefix("https://")
        guard isSecure || uri.hasPrefix("http://") else { return nil }
        let authority = uri.dropFirst(isSecure ? 8 : 7).prefix { !"/?#\\".contains($0) }
        guard !authority.contains("@"), let consumer = NchfConsumer(String(authority)) else { return nil }
        host = consumer.host
        port = consumer.port == (isSecure ? 443 : 80) ? nil : consumer.port
    }
}
