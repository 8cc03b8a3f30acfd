/// A function of a contract, or an error that it reverts with, which is encoded alike.
/// Source: Contract ABI Specification, "Function Selector and Argument Encoding" and "Errors".
public struct ABIFunction: Hashable, Sendable {
    public let name: String
    public let inputs: [ABIType]
    public let outputs: [ABIType]
    /// The first 4 octets of the hash of `signature`.
    public let selector: [UInt8]

    public var signature: String { name + ABIType.list(inputs) }

    public init(name: String, inputs: [ABIType], outputs: [ABIType] = []) throws(ABIError) {
        guard isABIName(name) else { throw .badDeclaration }
        try ABIType.checkHead(inputs)
        try ABIType.checkHead(outputs)
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        selector = Array(keccak256((name + ABIType.list(inputs)).utf8).prefix(4))
    }

    /// From `balanceOf(address)` and what it returns, such as `(uint256)`.
    /// - Throws: `.badDeclaration`
    public init(_ signature: String, returns outputs: String = "()") throws(ABIError) {
        let name = signature.prefix { $0 != "(" }
        try self.init(name: String(name), inputs: ABIType.list(String(signature.dropFirst(name.count))), outputs: ABIType.list(outputs))
    }

    /// The data of a call with these arguments.
    public func call(_ arguments: [ABIValue] = []) throws(ABIError) -> [UInt8] {
        selector + (try abiEncoded(arguments, as: inputs))
    }

    /// The arguments in the data of a call.
    public func arguments(of call: [UInt8]) throws(ABIError) -> [ABIValue] {
        guard call.prefix(4) == selector[...] else { throw .wrongSelector }
        return try abiDecoded(call.dropFirst(4), as: inputs)
    }

    /// What a call has returned.
    public func results(_ data: [UInt8]) throws(ABIError) -> [ABIValue] { try abiDecoded(data, as: outputs) }
}

/// Why a call has reverted, from the data that it returned.
public enum Revert: Hashable, Sendable {
    /// `revert("…")`: written by whoever wrote the contract, so not to be trusted as markup or as short.
    case message(String)
    /// A failed `assert` and its like, by their number. Source: Solidity documentation, "Panic via assert and Error via require".
    case panic(UInt256)
    /// One of the errors that the contract declares.
    case error(ABIFunction, [ABIValue])
    /// Nothing that is known.
    case unknown([UInt8])

    public init(_ data: [UInt8], errors: [ABIFunction] = []) {
        if let values = try? Self.errorString?.arguments(of: data), case .text(let text)? = values.first {
            self = .message(text)
        } else if let values = try? Self.panicNumber?.arguments(of: data), case .uint(let number)? = values.first {
            self = .panic(number)
        } else {
            for error in errors {
                guard let values = try? error.arguments(of: data) else { continue }
                self = .error(error, values)
                return
            }
            self = .unknown(data)
        }
    }

    private static let errorString = try? ABIFunction("Error(string)")
    private static let panicNumber = try? ABIFunction("Panic(uint256)")
}

/// A letter, `_` or `$`, then digits too; at most 128 of them.
func isABIName(_ name: String) -> Bool {
    func isLetter(_ c: UInt8) -> Bool { (0x61...0x7A).contains(c) || (0x41...0x5A).contains(c) || c == 0x5F || c == 0x24 }
    guard let first = name.utf8.first, isLetter(first), name.utf8.count <= 128 else { return false }
    return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
}
