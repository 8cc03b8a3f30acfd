import Charging
import ChargingRecords
import Telecom

extension ServedChargingDataRecord {
    /// As TS 32.298 writes it. A request without a rating group stands under 0. APN, country, account and overage have no place there.
    /// - Parameter node: see `CHFRecord.node`.
    public func chfRecord(node: String) -> CHFRecord {
        CHFRecord(
            node: node, subscriber: imsi.map { .imsi($0) } ?? msisdn.map { .msisdn($0) }, functionality: functionality,
            consumer: record.gateway?.host, usage: usage, openedAt: record.openedAt, closedAt: record.closedAt,
            sequenceNumber: isPartial ? record.number : nil, closing: closing, sessionID: record.sessionID)
    }

    private var functionality: CHFRecord.Functionality {
        switch record.usages.first?.unit {
        case .octets, nil: .packetGateway
        case .seconds: .multimedia
        case .messages: .messages
        }
    }

    private var usage: [CHFRecord.UnitUsage] {
        record.usages.reduce(into: []) { usage, report in
            let group = report.ratingGroup ?? 0
            let units: CHFRecord.Container.Units =
                switch report.unit {
                case .octets: .octets(total: report.used.total, uplink: report.used.input, downlink: report.used.output)
                case .seconds: .seconds(report.used.total)
                case .messages: .serviceSpecific(report.used.total)
                }
            let container = CHFRecord.Container(units: units, reportedAt: report.at, number: report.requestNumber)
            if let index = usage.firstIndex(where: { $0.ratingGroup == group }) {
                usage[index].containers.append(container)
            } else {
                usage.append(CHFRecord.UnitUsage(ratingGroup: group, containers: [container]))
            }
        }
    }

    private var isPartial: Bool { record.number > 1 || record.closing == .timeLimit || record.closing == .reportLimit }

    private var closing: CHFRecord.Closing {
        switch record.closing {
        case .normalRelease: .normalRelease
        case .timeLimit: .timeLimit
        case .reportLimit: .maxChangeCond
        case .abnormalRelease, nil: .abnormalRelease
        }
    }
}
