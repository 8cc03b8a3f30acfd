import SoftwareEUICC
import Telecom
import Testing

@testable import RSP

@Suite struct MalformedMessageTests {
    /// One of each message that somebody outside can send, with what reads it.
    private func messages() throws -> [(String, [UInt8], ([UInt8]) throws -> [UInt8])] {
        var lab = try Laboratory()
        let info = lab.euicc.info1.encoded
        let challenge = try lab.initiate()
        let proof = try lab.prove(challenge)
        let offer = try lab.offer(proof)
        let taken = try lab.take(offer)
        let package = try lab.bind(taken)
        let result = try lab.euicc.loadBoundProfilePackage(package)
        _ = try lab.initiate()
        _ = try lab.prove(lab.initiate())
        let cancelled = try lab.euicc.cancelSession(.postponed)
        try lab.euicc.enable(lab.sim.iccid)
        return [
            ("EUICCInfo1", info, { try EUICCInfo1(decoding: $0).encoded }),
            ("ServerSigned1", challenge.signed, { try ServerSigned1(decoding: $0).encoded }),
            ("AuthenticateServerResponse", proof.encoded, { try AuthenticateServerResponse(decoding: $0).encoded }),
            ("SMDPSigned2", offer.signed, { try SMDPSigned2(decoding: $0).encoded }),
            ("PrepareDownloadResponse", taken.encoded, { try PrepareDownloadResponse(decoding: $0).encoded }),
            ("StoreMetadataRequest", lab.metadata.encoded, { try StoreMetadataRequest(decoding: $0).encoded }),
            ("CancelSessionResponse", cancelled.encoded, { try CancelSessionResponse(decoding: $0).encoded }),
            ("ProfileInstallationResult", result.encoded, { try PendingNotification(decoding: $0).encoded }),
            (
                "OtherSignedNotification", try #require(lab.euicc.notifications.last).encoded,
                { try PendingNotification(decoding: $0).encoded }
            ),
        ]
    }

    @Test func `What is written is read, and written again it is the same`() throws {
        for (name, octets, read) in try messages() { #expect(try read(octets) == octets, "\(name)") }
    }

    @Test func `A message cut anywhere, or with an octet too many, is refused`() throws {
        for (name, octets, read) in try messages() {
            for length in 0..<octets.count {
                #expect(throws: MalformedMessage.self, "\(name) of \(length) octets") { try read(Array(octets.prefix(length))) }
            }
            #expect(throws: MalformedMessage.self, "\(name) and one octet") { try read(octets + [0]) }
        }
    }

    @Test func `A message with any octet changed is read or refused by name, and never ends the program`() throws {
        for (name, octets, read) in try messages() {
            var refused = 0
            for position in octets.indices {
                for change in [UInt8(0x01), 0x80, 0xFF] {
                    var changed = octets
                    changed[position] ^= change
                    do { _ = try read(changed) } catch let error as MalformedMessage {
                        #expect(!error.structure.isEmpty)
                        refused += 1
                    }
                }
            }
            #expect(refused > 0, "\(name)")
        }
    }

    @Test func `Certificates and lists with any octet changed are refused or read, and none of them is trusted`() throws {
        let lab = try Laboratory()
        let issuers = try TrustedIssuers([lab.certificates.issuer.certificate])
        let der = lab.certificates.smdpBinding.certificate.der
        for position in der.indices {
            var changed = der
            changed[position] ^= 0x01
            #expect(throws: CertificateFault.self, "octet \(position)") {
                try issuers.verify(RSPCertificate(der: changed), .smdpBinding, at: Laboratory.start)
            }
        }
        let list = try lab.certificates.revoking([lab.certificates.smdpBinding.certificate], at: Laboratory.start)
        for position in list.indices {
            var changed = list
            changed[position] ^= 0x01
            guard let read = try? RevocationList(der: changed) else { continue }
            #expect(throws: CertificateFault.self, "octet \(position)") {
                try TrustedIssuers([lab.certificates.issuer.certificate], revocationLists: [read])
            }
        }
    }

    @Test func `What is too deep or too long is refused`() throws {
        let deep = (0..<200).reduce([UInt8]()) { inner, _ in [0x30] + SecureChannel.length(inner.count) + inner }
        #expect(throws: MalformedMessage("PendingNotification", nil, .notDER)) { try PendingNotification(decoding: deep) }
        let long = [UInt8](repeating: 0x30, count: 70_000)
        #expect(throws: MalformedMessage("PendingNotification", nil, .tooLong)) { try PendingNotification(decoding: long) }
        #expect(throws: MalformedMessage("EUICCInfo1", nil, .tooLong)) { try EUICCInfo1(decoding: long) }
        #expect(MalformedMessage("EUICCInfo1", "svn", .missing).description == "EUICCInfo1.svn is missing")
    }
}
