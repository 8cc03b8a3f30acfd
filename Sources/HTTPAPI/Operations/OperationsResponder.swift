import HTTPTypes
import Hummingbird
import NIOCore
import Platform
import Synchronization

/// What operators and their machines ask of a node, before any route of the API: `/healthz`, `/readyz`, `/metrics`. Everything else
/// goes on to `next`. None of it needs the proof of an identity, and none of it tells of any person.
public struct OperationsResponder<Next: HTTPResponder>: HTTPResponder where Next.Context: RequestContext {
    private let platform: Platform
    private let worker: JobWorker
    private let shutdown: Shutdown
    private let next: Next
    private let inFlight: Gauge
    private let received: Counter

    public init(platform: Platform, worker: JobWorker, shutdown: Shutdown, next: Next) {
        self.platform = platform
        self.worker = worker
        self.shutdown = shutdown
        self.next = next
        received = platform.metrics.requestsReceived
        inFlight = platform.metrics.gauge("gorse_http_requests_in_flight", "Requests being answered.")
    }

    public func respond(to request: Request, context: Next.Context) async throws -> Response {
        received.increment()
        inFlight.add(1)
        defer { inFlight.add(-1) }
        switch request.uri.path {
        case "/healthz" where isRead(request): return answer(request, .ok, "ok\n")
        case "/readyz" where isRead(request): return await readiness(request)
        case "/metrics" where isRead(request): return await metrics(request)
        default: return try await next.respond(to: request, context: context)
        }
    }

    private func isRead(_ request: Request) -> Bool { request.method == .get || request.method == .head }

    private func readiness(_ request: Request) async -> Response {
        let found = await platform.readiness(of: worker)
        let stopping = shutdown.hasBegun
        func number(_ value: Int64?) -> String { value.map { "\($0)" } ?? "null" }
        let body = """
            {"ready":\(found.isReady && !stopping),"stopping":\(stopping),"database":"\(found.databaseReachable ? "reachable" : "unreachable")",\
            "jobs":{"last_look_seconds_ago":\(number(found.jobWorkerSecondsAgo)),"dead":\(number(found.deadJobs))},\
            "audit":{"unsealed":\(number(found.unsealedAuditEvents)),"lag_seconds":\(number(found.auditLagSeconds))}}

            """
        return answer(request, found.isReady && !stopping ? .ok : .serviceUnavailable, body, "application/json")
    }

    /// The gauges of the queues are as fresh as this answer.
    private func metrics(_ request: Request) async -> Response {
        _ = await platform.readiness(of: worker)
        return answer(request, .ok, platform.metrics.text(), "text/plain; version=0.0.4; charset=utf-8")
    }

    private func answer(
        _ request: Request, _ status: HTTPResponse.Status, _ body: String, _ type: String = "text/plain; charset=utf-8"
    ) -> Response {
        let content = ByteBuffer(string: body)
        return Response(
            status: status,
            headers: [.contentType: type, .contentLength: "\(content.readableBytes)", .cacheControl: "no-store"],
            body: request.method == .head ? .init() : .init(byteBuffer: content))
    }
}

extension Metrics {
    /// Requests that the door began to work at.
    public var requestsReceived: Counter { counter("gorse_http_requests_received_total", "Requests received.") }
}

/// Whether the node has been told to stop: `/readyz` then sends new work elsewhere.
public final class Shutdown: Sendable {
    private let begun = Atomic<Bool>(false)

    public init() {}

    public var hasBegun: Bool { begun.load(ordering: .relaxed) }
    public func begin() { begun.store(true, ordering: .relaxed) }
}
