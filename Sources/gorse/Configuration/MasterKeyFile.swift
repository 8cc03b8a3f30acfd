import Foundation
import Platform
import Telecom

/// `master.key` in GORSE_DATA, for a node that serves this machine alone: made on first start, readable by its owner only.
enum MasterKeyFile {
    /// - Parameter mustExist: nothing is made by who only reads.
    /// - Returns: the key as it is configured, 64 hexadecimal digits and older keys behind commas.
    /// - Throws: `ConfigurationError` when HOST is not loopback and no key is configured, or the file is not what it should be.
    static func masterKey(for configuration: Configuration, _ randomness: Randomness, mustExist: Bool = false) throws(ConfigurationError)
        -> String
    {
        if let text = configuration.masterKey { return text }
        let path = configuration.dataFolder + "/master.key"
        if FileManager.default.fileExists(atPath: path) { return try read(path) }
        guard !mustExist else { throw ConfigurationError(problems: ["GORSE_DATA: there is no master.key there"]) }
        guard configuration.isLoopback else {
            throw ConfigurationError(problems: [
                "GORSE_MASTER_KEY must be set when HOST is not loopback (make one with `openssl rand -hex 32` and keep it safe)"
            ])
        }
        let digits = randomness.bytes(32).map { String(format: "%02x", $0) }.joined()
        // O_EXCL: of two nodes that start together, the second reads what the first wrote.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        if descriptor < 0, errno == EEXIST { return try read(path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard descriptor >= 0, (try? file.write(contentsOf: Data((digits + "\n").utf8))) != nil, fsync(descriptor) == 0 else {
            throw ConfigurationError(problems: ["GORSE_DATA: master.key cannot be written there"])
        }
        return digits
    }

    private static func read(_ path: String) throws(ConfigurationError) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines),
            ConfigurationKey.masterKey.problem(with: text) == nil
        else { throw ConfigurationError(problems: ["GORSE_DATA: master.key there is not 64 hexadecimal digits"]) }
        return text
    }
}
