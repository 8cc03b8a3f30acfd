import Foundation

/// A file that is written under another name beside its place, and gets its own once it is whole and on the disk.
enum BackupFile {
    static func make(at path: String, _ write: (_ partial: String) async throws -> Void) async throws -> Int64 {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.unavailable("\(path) exists already") }
        let partial = "\(path).partial-\(getpid())"
        defer { for file in [partial, "\(partial)-journal", "\(partial)-wal", "\(partial)-shm"] { unlink(file) } }
        unlink(partial)
        // For the owner alone: it holds what the database holds.
        let file = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot make", partial) }
        defer { close(file) }
        try await write(partial)
        var status = stat()
        guard fsync(file) == 0, fstat(file, &status) == 0 else { throw failure("cannot write", partial) }
        // Unlike rename, link refuses a name that someone has taken meanwhile.
        guard link(partial, path) == 0 else { throw failure("cannot name", path) }
        try syncFolder(of: path)
        return Int64(status.st_size)
    }

    private static func syncFolder(of path: String) throws(StoreError) {
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("cannot open the folder of", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("cannot write the folder of", path) }
    }

    private static func failure(_ what: String, _ path: String) -> StoreError {
        .unavailable("\(what) \(path): \(String(cString: strerror(errno)))")
    }
}
