import HTTPAPI
import Platform
import Store
import Telecom

enum ConsoleJobsRoutes {
    static let endpoints: [Endpoint] = [list, retry, retryKind]
    private static let size = 50

    static let list = Endpoint.consolePage(
        "/console/jobs", "showConsoleJobs", "Show the queue of jobs",
        parameters: [
            .query("state", .oneOf(Job.State.self), "Those that are dead unless given."), .query("kind", .jobKind, "Of one kind."),
            .query("before", .id(Noun.Job.self), "The job to go on behind."),
        ]
    ) { page, call in
        let state = call.text("state").flatMap(Job.State.init(rawValue:)) ?? .dead
        let kind = call.text("kind")
        let queue = try await call.platform.jobQueue(as: page.principal)
        let jobs = try await call.platform.jobs(
            state, kind: kind, before: call.text("before").flatMap { JobID($0) }, limit: size, as: page.principal)
        let next = nextPage(
            "/console/jobs", [("state", state.rawValue), ("kind", kind)], before: jobs.count == size ? jobs.last?.id.text : nil)
        return page.content(
            .jobs,
            ConsoleJobsPage(
                queue, jobs: jobs, state: state, kind: kind, next: next, menu: page.menu(.jobs), reader: page.principal, in: page.language))
    }

    static let retry = Endpoint.consoleForm(
        "/console/jobs/{job_id}/retry", "retryJobByForm", "Give a dead job ten more attempts",
        parameters: [.id("job_id", Noun.Job.self, "The job.")], input: BareForm.self
    ) { page, call, _ in
        _ = try await call.platform.retryJob(try call.id("job_id"), as: page.principal)
        return .seeOther("/console/jobs", done: "job_retried")
    }

    static let retryKind = Endpoint.consoleForm(
        "/console/jobs", "retryJobsByForm", "Give all dead jobs of a kind ten more attempts", input: JobKindForm.self
    ) { page, call, form in
        _ = try await call.platform.retryJobs(kind: form.kind, as: page.principal)
        return .seeOther("/console/jobs", done: "jobs_retried")
    }
}

struct JobKindForm: ConsoleForm {
    let formToken: String
    let kind: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("kind", .jobKind)])
}
