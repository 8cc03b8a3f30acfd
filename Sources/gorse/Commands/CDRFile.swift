import ArgumentParser
import ChargingRecords
import Foundation
import Platform
import Telecom

/// A file of charging data records as it grows: under a name of its own until it is whole, so that nobody takes half of one for all.
final class CDRFile {
    private let path: String
    private let unfinished: String
    private let format: CDRCommand.Format
    private let node: String
    private var frame: ChargingRecordFile
    private let handle: FileHandle
    private var buffer: [UInt8] = []

    var records: UInt32 { frame.records }

    /// - Throws: `ExitCode` after saying why the file cannot be made.
    init(_ path: String, _ format: CDRCommand.Format, node: String, number: UInt32, at now: Timestamp) throws {
        self.path = path
        unfinished = path + ".part"
        self.format = format
        self.node = node
        frame = ChargingRecordFile(
            length: UInt32(ChargingRecordFile.headerLength), records: 0, number: number, openedAt: now, lastRecordAt: now)
        guard !FileManager.default.fileExists(atPath: path) else {
            printError("\(path) is there already.")
            throw ExitCode.failure
        }
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            printError("\(unfinished) cannot be made, or is left from an export that was broken off.")
            throw ExitCode.failure
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        buffer = format == .csv ? Array(ServedChargingDataRecord.csvHeader.utf8) : frame.header
    }

    func append(_ record: ServedChargingDataRecord, at now: Timestamp) throws {
        switch format {
        case .csv: buffer += Array(record.csv.utf8)
        case .asn1:
            let octets = record.chfRecord(node: node).encoded
            let header = ChargingRecordFile.recordHeader(octets)
            let (length, isTooLong) = frame.length.addingReportingOverflow(UInt32(header.count + octets.count))
            guard !isTooLong else {
                printError("The file would be longer than 4 GB: export a shorter time.")
                throw ExitCode.failure
            }
            frame.length = length
            buffer += header + octets
        }
        frame.records += 1
        frame.lastRecordAt = now
        if buffer.count >= 65_536 { try flush() }
    }

    /// Writes what is left and the header, which only now knows how much there is, and gives the file its name.
    func finish() throws {
        try flush()
        if format == .asn1 {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: frame.header)
        }
        try handle.synchronize()
        try handle.close()
        try FileManager.default.moveItem(atPath: unfinished, toPath: path)
    }

    func discard() { try? FileManager.default.removeItem(atPath: unfinished) }

    private func flush() throws {
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
