import Synchronization

/// A value behind a mutex, shared by reference. Never held across a suspension.
public final class Lock<Value>: Sendable {
    private let mutex: Mutex<Value>

    public init(_ value: sending Value) {
        mutex = Mutex(value)
    }

    public func withLock<Result, Failure: Error>(_ body: (inout sending Value) throws(Failure) -> sending Result) throws(Failure)
        -> sending Result
    {
        try mutex.withLock(body)
    }
}
