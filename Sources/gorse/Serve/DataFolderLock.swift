import Foundation

/// Keeps a second process from serving out of the same GORSE_DATA: an embedded database has one writer.
enum DataFolderLock {
    /// Takes the lock until the process ends, however it ends.
    /// - Throws: `ConfigurationError` when another process holds it.
    static func take(_ folder: String) throws(ConfigurationError) {
        let descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ConfigurationError(problems: ["GORSE_DATA: the folder cannot be written"]) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ConfigurationError(problems: ["GORSE_DATA: another gorse serves from this folder"])
        }
    }
}
