import CLibPQ

/// The types that the engine writes and reads, by the numbers of PostgreSQL's `pg_type.dat`.
enum PostgreSQLType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let oid: Oid = 26
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700
    static let void: Oid = 2278

    /// Reads a value that is not NULL from the binary format.
    /// - Throws: `StoreError.statement` for a type that is not kept, such as a floating-point number.
    static func value(of type: Oid, _ bytes: UnsafeRawBufferPointer, column: String) throws(StoreError) -> SQLValue {
        switch type {
        case int8, int4, int2:
            var integer: Int64 = bytes.first.map { $0 < 0x80 ? 0 : -1 } ?? 0
            for byte in bytes { integer = integer << 8 | Int64(byte) }
            return .integer(integer)
        case oid: return .integer(bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) })
        case bool: return .integer(bytes.first == 1 ? 1 : 0)
        case text, varchar, name: return .text(String(decoding: bytes, as: UTF8.self))
        case bytea: return .blob([UInt8](bytes))
        case numeric: return .integer(try integer(numeric: bytes, column: column))
        case void: return .null
        default: throw StoreError.statement("column \(column) has the type \(type), which is none of integer, text and blob")
        }
    }

    /// What `SUM` of integers answers: a sign, a weight and digits of base 10,000. Source: PostgreSQL, `numeric_send`.
    private static func integer(numeric bytes: UnsafeRawBufferPointer, column: String) throws(StoreError) -> Int64 {
        func field(_ index: Int) -> Int { Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1]) }
        let count = field(0)
        let weight = Int(Int16(truncatingIfNeeded: field(1)))
        let sign = field(2)
        let scale = field(3)
        // 0x0000 positive, 0x4000 negative, others not a number. Fewer digits than the weight says end in zeros.
        guard sign == 0 || sign == 0x4000, scale == 0, count <= weight + 1 else {
            throw StoreError.statement("column \(column) is not an integer: it has a fraction")
        }
        var number: Int64 = 0
        guard count > 0 else { return 0 }
        for position in 0...weight {
            let digit = Int64(position < count ? field(4 + position) : 0)
            let (shifted, tooLarge) = number.multipliedReportingOverflow(by: 10_000)
            let (sum, overflow) = sign == 0 ? shifted.addingReportingOverflow(digit) : shifted.subtractingReportingOverflow(digit)
            guard !tooLarge, !overflow else { throw StoreError.statement("column \(column) is larger than 64 bits: integer overflow") }
            number = sum
        }
        return number
    }
}

extension SQLValue {
    /// PostgreSQL keeps no NUL in text, so no engine takes one.
    func refuseNUL() throws(StoreError) {
        guard case .text(let text) = self, text.utf8.contains(0) else { return }
        throw StoreError.statement("text with a NUL character")
    }
}
