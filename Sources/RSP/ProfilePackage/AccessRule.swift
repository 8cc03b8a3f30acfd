/// Who may do what with a file: the records that the templates' files refer to. Source: ETSI TS 102 221 §9.2.4 (expanded format); TCA
/// eUICC Profile Package 2.3.1 §9 (the records' numbers).
enum AccessRule {
    private enum Condition {
        case always, never, pin, secondPIN, administrator

        var octets: [UInt8] {
            switch self {
            case .always: [0x90, 0]
            case .never: [0x97, 0]
            case .pin: key(0x01)
            case .secondPIN: key(0x81)
            case .administrator: key(0x0A)
            }
        }

        private func key(_ reference: UInt8) -> [UInt8] { [0xA4, 6, 0x83, 1, reference, 0x95, 1, 8] }
    }

    /// Bits of the access mode of an elementary file.
    private static let read: UInt8 = 0x01
    private static let update: UInt8 = 0x02
    private static let deactivate: UInt8 = 0x08
    private static let activate: UInt8 = 0x10
    private static let delete: UInt8 = 0x40
    private static let manage = deactivate | activate | delete
    /// Of a directory: makes files and directories in it.
    private static let create: UInt8 = 0x06

    static let recordLength = 42

    /// From 1 on.
    static let records: [[UInt8]] = [
        rule((read, .always), (update, .pin), (manage, .administrator)),
        rule((read, .pin), (update | manage, .administrator)),
        rule((read | update | manage, .administrator)),
        rule((read, .always), (update | manage, .never)),
        rule((read | update, .pin), (manage, .administrator)),
        rule((read | activate, .pin), (update | deactivate | delete, .administrator)),
        rule((read | update, .pin), (manage, .administrator), increase: .pin),
        rule((read, .pin), (update, .secondPIN), (manage, .administrator)),
        rule((read, .always), (update | deactivate | activate, .pin), (delete, .administrator)),
        rule((read, .always), (update | manage, .administrator)),
        rule((read, .always), (deactivate | activate, .administrator), (update | delete, .never)),
        rule((read, .pin), (update | manage, .never)),
        rule((read | update | activate, .pin), (deactivate | delete, .administrator)),
        rule((create | manage, .administrator)),
    ]

    private static func rule(_ parts: (UInt8, Condition)..., increase: Condition? = nil) -> [UInt8] {
        // Increasing has no bit of its own: it is named by its instruction.
        parts.flatMap { [0x80, 1, $0.0] + $0.1.octets } + (increase.map { [0x84, 1, 0x32] + $0.octets } ?? [])
    }
}
