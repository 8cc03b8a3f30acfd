import Foundation

/// What a compiler says about a contract. Source: Contract ABI Specification, "JSON".
public struct ContractABI: Sendable {
    public let functions: [ABIFunction]
    public let events: [ABIEvent]
    public let errors: [ABIFunction]
    /// What the constructor takes.
    public let constructor: [ABIType]

    /// - Throws: `DecodingError` for other JSON, `ABIError.badDeclaration` for a type or name that is none.
    public init(json: Data) throws {
        let entries = try JSONDecoder().decode([Entry].self, from: json)
        functions = try entries.filter { $0.type == "function" }.map { try $0.function() }
        errors = try entries.filter { $0.type == "error" }.map { try $0.function() }
        constructor = try entries.first { $0.type == "constructor" }?.inputs?.map { try $0.abiType() } ?? []
        events = try entries.filter { $0.type == "event" }.map { entry in
            try ABIEvent(
                name: entry.name ?? "",
                parameters: (entry.inputs ?? []).map {
                    .init(name: $0.name ?? "", type: try $0.abiType(), isIndexed: $0.indexed ?? false)
                }, isAnonymous: entry.anonymous ?? false)
        }
    }

    /// By its signature, such as `transfer(address,uint256)`.
    public func function(_ signature: String) -> ABIFunction? { functions.first { $0.signature == signature } }
    public func event(_ name: String) -> ABIEvent? { events.first { $0.name == name } }

    private struct Entry: Decodable {
        let type: String
        let name: String?
        let inputs: [Parameter]?
        let outputs: [Parameter]?
        let anonymous: Bool?

        func function() throws -> ABIFunction {
            try ABIFunction(
                name: name ?? "", inputs: (inputs ?? []).map { try $0.abiType() }, outputs: (outputs ?? []).map { try $0.abiType() })
        }
    }

    private struct Parameter: Decodable {
        let name: String?
        let type: String
        let indexed: Bool?
        let components: [Parameter]?

        func abiType() throws -> ABIType { try ABIType(canonicalName()) }

        /// `tuple` stands for its components between parentheses.
        private func canonicalName() -> String {
            guard type.hasPrefix("tuple"), let components else { return type }
            return "(" + components.map { $0.canonicalName() }.joined(separator: ",") + ")" + type.dropFirst(5)
        }
    }
}
