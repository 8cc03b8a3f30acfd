import HTTPAPI
import Platform
import Store
import Telecom

/// The queue of outside effects.
struct ConsoleJobsPage {
    struct Kind {
        let kind: String
        let waiting: String
        let running: String
        let dead: String
        let hasDead: Bool
        let isCurrent: Bool
    }

    struct Item {
        let id: String
        let kind: String
        let key: String
        let attempts: String
        let error: String?
        let time: String
    }

    let menu: ConsoleMenu
    let lag: String
    let isLate: Bool
    let kinds: [Kind]
    let state: Choice
    let heading: String
    let jobs: [Item]
    let isDead: Bool
    let next: String?
    let mayRetry: Bool

    init(
        _ queue: JobQueue, jobs: [Job], state: Job.State, kind: String?, next: String?, menu: ConsoleMenu, reader: Principal,
        in language: Language
    ) {
        self.menu = menu
        lag =
            queue.lagSeconds == 0
            ? language.text("console.jobs.on_time") : language.text("console.jobs.late", ["seconds": language.number(queue.lagSeconds)])
        isLate = queue.lagSeconds > 60
        kinds = queue.kinds.map {
            Kind(
                kind: $0.kind, waiting: language.number($0.waiting), running: language.number($0.running), dead: language.number($0.dead),
                hasDead: $0.dead > 0, isCurrent: $0.kind == kind)
        }
        self.state = Choice(
            "state", language.text("console.state"), chosen: state.rawValue,
            Job.State.allCases.map { (value: $0.rawValue, label: language.text("console.job_state.\($0.rawValue)")) })
        heading = language.text("console.job_state.\(state.rawValue)")
        isDead = state == .dead
        mayRetry = reader.role == .admin
        self.jobs = jobs.map { job in
            Item(
                id: job.id.text, kind: job.kind, key: job.key,
                attempts: language.text(
                    "console.jobs.attempts", ["done": language.number(job.attempts), "most": language.number(job.maxAttempts)]),
                error: job.lastError, time: language.dayAndMinute(job.createdAt))
        }
        self.next = next
    }
}
