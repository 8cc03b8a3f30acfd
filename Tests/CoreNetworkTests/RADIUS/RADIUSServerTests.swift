import Foundation
import Platform
import RADIUS
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// A client's socket; it waits five seconds for an answer at most.
private final class ClientSocket: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        try #require(connected == 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func tell(_ octets: [UInt8]) { _ = send(descriptor, octets, octets.count, 0) }

    /// Waits on a thread of its own: the server needs those that tests share.
    func hear() async -> RADIUSPacket? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var octets = [UInt8](repeating: 0, count: 5000)
                let count = recv(self.descriptor, &octets, octets.count, 0)
                continuation.resume(returning: count < 0 ? nil : try? RADIUSPacket(decoding: Array(octets.prefix(count))))
            }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct RADIUSServerTests {
    private let secret = RADIUSSecret(Array("a secret of some length".utf8))!

    /// An Access-Request proved by its Message-Authenticator.
    private func access(_ identifier: UInt8, _ attributes: [RADIUSPacket.Attribute]) -> RADIUSPacket {
        let bare = RADIUSPacket(
            .accessRequest, identifier: identifier, authenticator: [UInt8](repeating: identifier, count: 16), attributes: [])
        var signed = bare.answer(.accessRequest, attributes, by: secret)
        signed.authenticator = bare.authenticator
        return signed
    }

    @Test func `the door answers who is proved over its socket, the same octets again, and nobody else`() async throws {
        let phone = try await WiFiFixture()
        let client = try #require(RADIUSClient("127.0.0.1=a secret of some length"))
        let server = RADIUSServer(
            phone.platform, RADIUSConfiguration(host: "127.0.0.1", port: 0, clients: [client], disconnectPort: 9))
        let (ports, told) = AsyncStream<Int>.makeStream()
        let serving = Task { try await server.run { told.yield($0) } }
        defer { serving.cancel() }
        let port = try #require(await ports.first { _ in true })
        let socket = try ClientSocket(port: port)

        // What is no packet, is not proved, or leaves an answer no room is dropped: the first answer is that to the last.
        socket.tell([1, 2, 3])
        var unproved = access(7, [Attributes.userName("ana")])
        unproved.attributes.removeLast()
        socket.tell(unproved.encoded)
        socket.tell(
            access(8, [RADIUSPacket.Attribute](repeating: Attributes.proxyState([UInt8](repeating: 1, count: 253)), count: 9)).encoded)
        let identity = EAPPacket(.response, identifier: 0, method: .identity, data: Array(phone.identity.utf8))
        let request = access(9, RADIUSPacket.eapMessage(identity.encoded))
        socket.tell(request.encoded)
        let challenge = try #require(await socket.hear())
        #expect(challenge.code == .accessChallenge && challenge.identifier == 9)
        #expect(challenge.isProvedAnswer(to: request.authenticator, by: secret))
        socket.tell(request.encoded)
        #expect(await socket.hear() == challenge)

        let session: [RADIUSPacket.Attribute] = [Attributes.userName(phone.identity), Attributes.acctSessionID("1")]
        let reports: [[RADIUSPacket.Attribute]] = [
            [Attributes.acctStatusType(1)],
            [
                Attributes.acctStatusType(3), Attributes.acctInputOctets(10), Attributes.acctOutputOctets(5),
                Attributes.acctOutputGigawords(1),
            ],
            [
                Attributes.acctStatusType(2), Attributes.acctInputOctets(20), Attributes.acctOutputOctets(5),
                Attributes.acctOutputGigawords(1),
            ],
        ]
        for (number, report) in reports.enumerated() {
            let packet = RADIUSPacket.request(.accountingRequest, identifier: UInt8(20 + number), session + report, by: secret)
            socket.tell(packet.encoded)
            let answer = try #require(await socket.hear())
            #expect(answer.code == .accountingResponse && answer.isProvedAnswer(to: packet.authenticator, by: secret))
        }
        let used = try await phone.platform.buckets(of: phone.principal.accountID).reduce(0) { $0 + ($1.balance?.used ?? 0) }
        #expect(used == 4_294_967_296 + 25)
        #expect(try await phone.platform.verifyQuota().faults == [])
    }
}
