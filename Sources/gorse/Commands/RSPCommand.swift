import ArgumentParser
import Foundation
import RSP
import SoftwareEUICC
import Subscribers
import SwiftASN1
import Telecom

struct RSPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rsp", abstract: "Remote SIM provisioning in the laboratory.",
        subcommands: [IssueTestCertificates.self, Rehearse.self])

    struct Laboratory: ParsableArguments {
        @Option(help: "The SM-DP+'s host name, without a port.") var address = "rsp.example.com"
        @Option(help: "The SM-DP+'s object identifier.") var oid = "2.999.10"
        @Option(help: "The eUICC's EID.") var eid = "89049032123451234512345678901235"
        @Option(help: "For how many days, 1 to 3650.") var days: Int64 = 365
        @Argument(help: "A folder that is not there yet, or empty.") var folder: String

        func certificates(at now: Timestamp) throws -> TestCertificates {
            guard ActivationCode.isHost(address), !address.contains(":") else {
                throw ValidationError("--address: a host name without a port")
            }
            guard let eid = EID(eid) else { throw ValidationError("--eid: \(EID.rule)") }
            guard (1...3650).contains(days) else { throw ValidationError("--days: 1 to 3650") }
            guard let oid = try? ASN1ObjectIdentifier(dotRepresentation: oid) else {
                throw ValidationError("--oid: numbers with dots between them")
            }
            return try TestCertificates(
                TestCertificates.Request(
                    address: address, smdpOID: oid, eid: eid, validFrom: Timestamp(secondsSince1970: now.secondsSince1970), validDays: days),
                randomness: .system)
        }

        /// Readable by its owner alone, and never over what is there.
        func output() throws -> (_ name: String, _ content: [UInt8]) throws -> Void {
            let url = URL(fileURLWithPath: folder)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else {
                throw ValidationError("\(folder): is not empty")
            }
            return { name, content in
                let file = url.appendingPathComponent(name)
                guard FileManager.default.createFile(atPath: file.path, contents: Data(content), attributes: [.posixPermissions: 0o600])
                else {
                    throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
                }
            }
        }
    }

    struct IssueTestCertificates: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "issue-test-certificates", abstract: "Make a root, a manufacturer, an eUICC and an SM-DP+ with their keys.",
            discussion: "Phones in the shops take only what a GSMA certificate issuer has signed: this is for laboratories.")

        @OptionGroup var laboratory: Laboratory

        func run() throws {
            let now = TimeSource.system.now()
            let certificates = try laboratory.certificates(at: now)
            let write = try laboratory.output()
            try certificates.write(write)
            try write("ci.crl", certificates.revoking([], at: now))
            print("wrote \(certificates.named.count) certificates and their keys to \(laboratory.folder)")
        }
    }

    struct Rehearse: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rehearse", abstract: "Download a made-up profile to a software eUICC, and write each message to a file.",
            discussion:
                "Everything is made for this one download, in memory: certificates, keys and the SIM. To compare with other implementations."
        )

        @OptionGroup var laboratory: Laboratory

        func run() throws {
            let now = TimeSource.system.now()
            let certificates = try laboratory.certificates(at: now)
            let write = try laboratory.output()
            try certificates.write(write)
            var rehearsal = try Rehearsal(certificates, address: laboratory.address, at: now)
            try rehearsal.run(write)
            print("wrote a download to \(laboratory.folder)")
        }
    }
}

extension TestCertificates {
    fileprivate func write(_ write: (String, [UInt8]) throws -> Void) throws {
        for (name, identity) in named {
            try write("\(name).pem", Array(try identity.certificatePEM.utf8))
            try write("\(name).key", Array(identity.privateKeyPEM.utf8))
        }
    }
}
