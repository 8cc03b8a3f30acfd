import Foundation

/// A disk of a few megabytes, which tests fill: a tmpfs in a mount namespace of its own. It is gone when this process ends, however it ends.
///
/// Only programs that are started with `prefix` see it at `path`. Mounting needs root.
public final class SmallDisk: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public static let isPossible = geteuid() == 0
    public static let whyNot = "mounting a small disk needs root"

    /// Where it is mounted.
    public let path: String
    /// Keeps the namespace alive until its input ends.
    private let holder: Process
    private let input: Int32

    /// - Parameter path: an empty folder, made when missing.
    public init(megabytes: Int, at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        holder = Process()
        // No other child may inherit the writing end, or the holder would wait for that child too.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(description: "no pipe") }
        defer { close(ends[0]) }
        input = ends[1]
        let output = Pipe()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        holder.arguments = [
            "--mount", "--propagation", "private", "/bin/sh", "-c",
            "mount -t tmpfs -o size=\(megabytes)m,mode=0777 tmpfs \"$1\" && echo ready && exec cat >/dev/null", "sh", path,
        ]
        holder.standardInput = FileHandle(fileDescriptor: ends[0])
        holder.standardOutput = output
        try holder.run()
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n" else {
            throw Failure(description: "a tmpfs cannot be mounted")
        }
    }

    deinit {
        close(input)
        holder.waitUntilExit()
    }

    /// What a command begins with that is to see the disk.
    public var prefix: [String] { ["/usr/bin/nsenter", "--target", "\(holder.processIdentifier)", "--mount", "--"] }

    /// The disk as this process sees it.
    public var outside: String { "/proc/\(holder.processIdentifier)/root\(path)" }

    /// Takes the last octet that is left.
    public func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw Failure(description: "\(filler) cannot be made") }
        defer { close(file) }
        for size in [1 << 20, 4096, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(file, bytes, size) == size {}
        }
        guard errno == ENOSPC else { throw Failure(description: String(cString: strerror(errno))) }
    }

    /// Gives back what `fill` took.
    public func free() throws { try FileManager.default.removeItem(atPath: filler) }

    private var filler: String { outside + "/filler" }
}
