/// What can go wrong with the database itself. What it says is for the log, never for a client.
public enum StoreError: Error, Sendable {
    /// It cannot be reached, is full or too busy: nothing was written. Doors answer 503.
    case unavailable(String)
    /// The connection was lost while committing: what was written is unknown. Doors answer 503; an idempotent retry finds out.
    case outcomeUnknown(String)
    /// Other transactions stood in the way again and again: nothing was written. Doors answer 503.
    case conflict
    /// A unique, foreign-key, check or append-only rule was broken: a programmer's mistake where it is not expected.
    case constraint(String)
    /// A statement is wrong.
    case statement(String)
    /// Stored data cannot be what it is.
    case corrupt(String)
}
