import Foundation
import Testing

/// What comes over a socket and is no request, or one that never ends.
@Suite(.timeLimit(.minutes(5)), .serialized) struct MalformedRequestTests {
    @Test func `what is no request is refused in the API's own form, once, and the connection ends`() async throws {
        try await withTemporaryFolder { folder in
            let gorse = try await RunningGorse(data: folder)
            let long = String(repeating: "a", count: 40_000)
            let post = "POST /identitytoolkit.googleapis.com/v1/accounts:signUp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            let cases: [(String, Int, String?)] = [
                ("nonsense\r\n\r\n", 400, "malformed_request"),
                ("GET /mcp HTTP/1.1\r\nHost : x\r\n\r\n", 400, "malformed_request"),
                ("GET /mcp HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\r\n\r\n", 431, "headers_too_large"),
                ("GET /mcp HTTP/1.1\r\n" + String(repeating: "X-Many: 1\r\n", count: 101) + "\r\n", 431, "headers_too_large"),
                (post + "Content-Length: many\r\n\r\n", 400, "malformed_request"),
                (post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "malformed_request"),
                // The endpoint's own answer, in the words of the Identity Toolkit.
                (post + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n", 400, nil),
            ]
            for (octets, status, code) in cases {
                let socket = try RawSocket(port: gorse.port)
                socket.send(octets)
                let answer = socket.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(octets.prefix(60)): \(answer.prefix(200))")
                if let code {
                    #expect(answer.contains("\"code\":\"\(code)\"") && answer.contains("\"request_id\":\"req_"), "\(answer)")
                }
                #expect(answer.matches(of: /HTTP\/1\.1 \d/).count == 1, "\(answer)")
            }
            gorse.terminate()
            #expect(await gorse.exitStatus() == 0)
        }
    }

    @Test func `a body that is refused is not read to its far end`() async throws {
        try await withTemporaryFolder { folder in
            let gorse = try await RunningGorse(data: folder)
            let socket = try RawSocket(port: gorse.port)
            socket.send("POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000000\r\n\r\n")
            let start = ContinuousClock.now
            let piece = String(repeating: " ", count: 65_536)
            while socket.send(piece), ContinuousClock.now - start < .seconds(30) {}
            #expect(ContinuousClock.now - start < .seconds(30))
            gorse.terminate()
            #expect(await gorse.exitStatus() == 0)
        }
    }
}

/// A connection without manners.
private final class RawSocket {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard isConnected == 0 else { throw RunningGorse.Failure(description: "nobody listens") }
    }

    deinit { close(descriptor) }

    /// - Returns: whether the other end took it.
    @discardableResult
    func send(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } > 0
    }

    func readToEnd() -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }
}
