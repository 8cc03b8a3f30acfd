import Platform
import Subscribers
import Telecom

enum SessionRoutes {
    static let endpoints = [list, end, endAll]

    static let list = Endpoint(
        .get, "/v1/sessions", "listSessions", tag: "Sessions", "List the browsers that are signed in", access: .signedIn,
        output: SessionList.self
    ) { call in
        let principal = try call.principal
        return SessionList(data: try await call.platform.sessions(of: principal).map { SessionBody($0, current: principal.sessionID) })
    }

    static let end = Endpoint(
        .delete, "/v1/sessions/{session_id}", "endSession", tag: "Sessions", "Sign a browser out", access: .signedIn,
        parameters: [.id("session_id", Noun.Session.self, "The session.")]
    ) { call in
        try await call.platform.endSession(try call.id("session_id"), as: try call.principal)
    }

    static let endAll = Endpoint(
        .delete, "/v1/sessions", "signOutEverywhere", tag: "Sessions", "Sign out everywhere",
        description: "Ends every session and refuses every ID token of an earlier sign-in. API keys stay.", access: .signedIn
    ) { call in
        let principal = try call.principal
        try await call.platform.signOutEverywhere(principal.accountID, as: principal)
    }
}

struct SessionBody: APIBody {
    let id: SessionID
    let userAgent: String
    let isCurrent: Bool
    let createdAt: Timestamp
    let lastUsedAt: Timestamp
    let expiresAt: Timestamp

    init(_ session: Session, current: SessionID?) {
        id = session.id
        userAgent = session.userAgent
        isCurrent = session.id == current
        createdAt = session.createdAt
        lastUsedAt = session.lastUsedAt
        expiresAt = min(session.idleUntil, session.expiresAt)
    }

    static let schemaName = "Session"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Session.self)), .required("user_agent", .text(0...200), "What the browser called itself."),
        .required("is_current", .boolean, "The one that asks."), .required("created_at", .time),
        .required("last_used_at", .time, "Within five minutes."), .required("expires_at", .time, "Unless it is used before."),
    ])
}

struct SessionList: APIBody {
    let data: [SessionBody]

    static let schema = JSONSchema.object([.required("data", .array(of: .body(SessionBody.self)))])
}
