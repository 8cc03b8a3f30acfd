import Platform
import Store
import Telecom

/// The queue of outside effects, for the operator. What a job carries is not shown: its key names what it is about.
enum JobRoutes {
    static let endpoints = [queue, list, retry, retryKind]

    static let queue = Endpoint(
        .get, "/v1/admin/job-queue", "getJobQueue", tag: "Jobs", "Count the jobs that are not done",
        access: .role(.admin, .support, scope: "admin:read"), output: JobQueueBody.self
    ) { call in
        JobQueueBody(try await call.platform.jobQueue(as: try call.principal))
    }

    static let list = Endpoint(
        .get, "/v1/admin/jobs", "listJobs", tag: "Jobs", "List jobs, the newest first",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: .page + [
            .query("state", .oneOf(Job.State.self), "`dead` unless given: those that wait for a person."),
            .query("kind", .jobKind, "Such as `send_mail`."),
        ], output: Page<JobBody>.self
    ) { call in
        let page = try call.pageRequest
        let rows = try await call.platform.jobs(
            call.text("state").flatMap(Job.State.init(rawValue:)) ?? .dead, kind: call.text("kind"),
            before: page.after.flatMap { JobID($0) },
            limit: page.fetchLimit, as: try call.principal)
        return page.page(rows, key: \.id.text) { JobBody($0) }
    }

    static let retry = Endpoint(
        .post, "/v1/admin/jobs/{job_id}/retry", "retryJob", tag: "Jobs", "Give a dead job ten more attempts",
        access: .role(.admin, scope: "admin:write"), parameters: [.id("job_id", Noun.Job.self, "The job.")], output: JobBody.self,
        errors: [.init(409, "job_not_dead", "The job is done, or will be tried again by itself.")]
    ) { call in
        JobBody(try await call.platform.retryJob(try call.id("job_id"), as: try call.principal))
    }

    static let retryKind = Endpoint(
        .post, "/v1/admin/dead-jobs/retry", "retryJobs", tag: "Jobs", "Give all dead jobs of a kind ten more attempts",
        description: "At most \(Platform.mostRetriedJobs) in one call, the oldest first.",
        access: .role(.admin, scope: "admin:write"), input: JobKindBody.self, output: RetriedJobsBody.self
    ) { call, input in
        RetriedJobsBody(retried: try await call.platform.retryJobs(kind: input.kind, as: try call.principal))
    }
}

extension JSONSchema {
    public static let jobKind = text(
        1...64,
        TextPattern("^[a-z][a-z0-9_]*$") { text in
            text.utf8.first.map { (0x61...0x7A).contains($0) } == true
                && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        })
}

struct JobKindBody: APIBody {
    let kind: String

    static let schema = JSONSchema.object([.required("kind", .jobKind, "Such as `send_mail`.")])
}

struct RetriedJobsBody: APIBody {
    let retried: Int

    static let schema = JSONSchema.object([.required("retried", .integer(0...Int64(Platform.mostRetriedJobs)))])
}

struct JobQueueBody: APIBody {
    struct Kind: APIBody {
        let kind: String
        let waiting: Int64
        let running: Int64
        let dead: Int64

        static let schemaName = "JobQueueKind"
        static let schema = JSONSchema.object([
            .required("kind", .text(1...64)), .required("waiting", .count), .required("running", .count), .required("dead", .count),
        ])
    }

    let lagSeconds: Int64
    let kinds: [Kind]

    init(_ queue: JobQueue) {
        lagSeconds = queue.lagSeconds
        kinds = queue.kinds.map { Kind(kind: $0.kind, waiting: $0.waiting, running: $0.running, dead: $0.dead) }
    }

    static let schema = JSONSchema.object([
        .required("lag_seconds", .count, "How long the job that is longest overdue has been waiting."),
        .required("kinds", .array(of: .body(Kind.self), count: 0...100)),
    ])
}

struct JobBody: APIBody {
    let id: JobID
    let kind: String
    let key: String
    let state: String
    let attempts: Int64
    let maxAttempts: Int64
    let runAt: Timestamp?
    let lastError: String?
    let createdAt: Timestamp

    init(_ job: Job) {
        id = job.id
        kind = job.kind
        key = job.key
        state = job.state.rawValue
        attempts = job.attempts
        maxAttempts = job.maxAttempts
        runAt = job.runAt
        lastError = job.lastError
        createdAt = job.createdAt
    }

    static let schemaName = "Job"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Job.self)), .required("kind", .text(1...64)),
        .required("key", .prose(0...400), "Names the effect within its kind, such as an order's id."),
        .required("state", .oneOf(Job.State.self)), .required("attempts", .count, "Runs begun."), .required("max_attempts", .count),
        .optional("run_at", .time, "When it is due, or while it runs, when another worker may take it over."),
        .optional("last_error", .prose(0...500)), .required("created_at", .time),
    ])
}
