import Foundation
import Hummingbird
import Logging

/// Answers every GET of `/mcp/api` with the bytes of a file, through nothing but Hummingbird's own router: the measure for ours.
/// `bare-http FILE PORT`
@main
struct BareHTTP {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = Int(arguments[2]) else {
            FileHandle.standardError.write(Data("usage: bare-http FILE PORT\n".utf8))
            exit(64)
        }
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
        let router = Router()
        router.get("/mcp/api") { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
        }
        var log = Logger(label: "bare-http")
        log.logLevel = .error
        try await Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: log
        ).runService()
    }
}
