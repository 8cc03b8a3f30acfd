import HTTPAPI
import Platform
import Store
import Telecom

/// The audit log, searched.
struct ConsoleAuditPage {
    struct Event {
        let time: String
        let action: String
        let actor: String
        let subject: String
        let detail: String?
        let brand: String?
    }

    let menu: ConsoleMenu
    let actor: Field
    let action: Field
    let subject: Field
    let from: Field
    let to: Field
    let events: [Event]
    let next: String?

    init(_ events: [AuditEvent], asked: [String: String], next: String?, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        func field(_ name: String, _ hint: String? = nil, length: Int = 100) -> Field {
            Field(
                name, language.text("console.audit.\(name)"), value: asked[name], hint: hint.map { language.text("console.audit.\($0)") },
                isOptional: true, maxLength: length)
        }
        actor = field("actor", "actor_hint")
        action = field("action", "action_hint")
        subject = field("subject", "subject_hint", length: 400)
        from = field("from", "day_hint", length: 10)
        to = field("to", "day_hint", length: 10)
        self.events = events.map { event in
            Event(
                time: language.dayAndMinute(event.at), action: event.action, actor: event.actor, subject: event.subject,
                detail: event.detail == "{}" ? nil : event.detail, brand: event.brandID)
        }
        self.next = next
    }
}
