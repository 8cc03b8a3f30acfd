import Store
import Synchronization
import Telecom

/// Runs jobs as they become due, several at once, on every node. It sleeps until it is told of a new job, a run ends,
/// or the next job is due; half a minute is the longest it goes without a look.
public final class JobWorker: Sendable {
    private let platform: Platform
    private let handlers: [String: JobHandler]
    private let concurrency: Int
    private let running = Lock<[JobID: Task<Void, Never>]>([:])
    private let lastLook = Atomic<Int64>(0)

    /// - Parameter concurrency: most runs at a time on this node.
    public init(_ platform: Platform, handlers: [JobHandler] = JobHandler.all, concurrency: Int = 8) {
        precondition(concurrency > 0)
        self.platform = platform
        self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.kind, $0) })
        self.concurrency = concurrency
    }

    /// When it last reached the queue, for readiness; `nil` before the first time.
    public var lastLookAt: Timestamp? {
        let microseconds = lastLook.load(ordering: .relaxed)
        return microseconds == 0 ? nil : Timestamp(microsecondsSince1970: microseconds)
    }

    /// Runs until the task is cancelled, then takes no more jobs and waits for those that run (each has its time-out).
    public func run() async {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let listener = Task { [store = platform.store] in
            for await _ in store.listen("jobs") { wake.yield() }
        }
        wake.yield()
        var alarm: Task<Void, Never>?
        for await _ in wakes {
            let pause = await startDueJobs(wake)
            alarm?.cancel()
            alarm = Task {
                guard (try? await Task.sleep(for: pause)) != nil else { return }
                wake.yield()
            }
        }
        alarm?.cancel()
        listener.cancel()
        for task in running.withLock({ Array($0.values) }) { await task.value }
    }

    /// - Returns: how long nothing will be due.
    private func startDueJobs(_ wake: AsyncStream<Void>.Continuation) async -> Duration {
        let longest = Duration.seconds(30)
        do {
            let free = concurrency - running.withLock { $0.count }
            if free > 0 {
                for job in try await platform.claimJobs(handlers: Array(handlers.values), limit: free) { start(job, wake) }
            }
            lastLook.store(platform.time.now().microsecondsSince1970, ordering: .relaxed)
            // With every place taken, the end of a run wakes the worker.
            guard running.withLock({ $0.count }) < concurrency else { return longest }
            let kinds = Array(handlers.keys)
            // A job that is due but was passed over is being claimed by another node at this moment: hence not at once.
            guard let next = try await platform.store.read({ try $0.nextJobTime(kinds: kinds) }) else { return longest }
            let wait = Duration.microseconds(max(20_000, next.microsecondsSince1970 - platform.time.now().microsecondsSince1970))
            return min(longest, wait)
        } catch {
            platform.log.warning("the job queue cannot be reached", metadata: ["error": "\(error)"])
            return .seconds(1)
        }
    }

    private func start(_ job: Job, _ wake: AsyncStream<Void>.Continuation) {
        let handler = handlers[job.kind]!
        running.withLock { running in
            running[job.id] = Task {
                await self.run(job, with: handler)
                self.running.withLock { _ = $0.removeValue(forKey: job.id) }
                wake.yield()
            }
        }
    }

    private func run(_ job: Job, with handler: JobHandler) async {
        let started = ContinuousClock.now
        do {
            let outcome = try await platform.runJob(job, with: handler)
            let word =
                switch outcome {
                case .done: "done"
                case .willRetry: "retry"
                case .dead: "dead"
                }
            platform.metrics.counter("gorse_job_runs_total", "Runs of jobs.", ["kind": job.kind, "outcome": word]).increment()
        } catch {
            // The lease's end brings it back.
            platform.log.warning("the end of a job was not recorded", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        platform.metrics.durations("gorse_job_seconds", "How long runs of jobs take.", ["kind": job.kind])
            .observe(ContinuousClock.now - started)
    }
}
