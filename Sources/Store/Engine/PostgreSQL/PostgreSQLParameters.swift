import CLibPQ

/// The parameters of one execution in PostgreSQL's binary format: INT8 in network order, TEXT and BYTEA as they are.
struct PostgreSQLParameters {
    /// The types, one character each. A statement is prepared once for every signature that it is run with.
    let signature: String
    private let types: [Oid]
    /// Where each value lies in `bytes`; `nil` is NULL.
    private let ranges: [Range<Int>?]
    /// Never empty, so that an empty value has an address too.
    private let bytes: [UInt8]

    /// - Throws: `StoreError.statement` for text with a NUL, which PostgreSQL does not keep, and for more than 65,535 parameters.
    init(_ values: [SQLValue]) throws(StoreError) {
        guard values.count <= 65_535 else { throw StoreError.statement("more than 65,535 parameters") }
        var signature = ""
        var types: [Oid] = []
        var ranges: [Range<Int>?] = []
        var bytes: [UInt8] = [0]
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                // Typed by where it stands.
                signature += "n"
                types.append(0)
                ranges.append(nil)
                continue
            case .integer(let integer):
                signature += "i"
                types.append(PostgreSQLType.int8)
                withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                try value.refuseNUL()
                signature += "t"
                types.append(PostgreSQLType.text)
                bytes.append(contentsOf: text.utf8)
            case .blob(let blob):
                signature += "b"
                types.append(PostgreSQLType.bytea)
                bytes.append(contentsOf: blob)
            }
            ranges.append(start..<bytes.count)
        }
        self.signature = signature
        self.types = types
        self.ranges = ranges
        self.bytes = bytes
    }

    /// Calls `send` with what `PQsendPrepare` and `PQsendQueryPrepared` take.
    func withPointers<Value>(
        _ send: (
            _ count: Int32, _ types: [Oid], _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress!
            let values = ranges.map { range in range.map { (base + $0.lowerBound).assumingMemoryBound(to: CChar.self) } }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            return send(Int32(ranges.count), types, values, lengths, [Int32](repeating: 1, count: ranges.count))
        }
    }
}
