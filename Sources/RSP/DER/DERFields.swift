import SwiftASN1

/// Reads the fields of a structure in their order. What follows the last known field is an extension of a later version and is skipped
/// (`EXTENSIBILITY IMPLIED`, GSMA SGP.22 annex H). Depth is bounded by the parser: 50.
struct DERFields {
    /// No structure that an eUICC or a device sends is near to it.
    static let longestMessage = 65_535

    let structure: String
    private var nodes: [ASN1Node]

    init(_ node: ASN1Node, _ structure: String) throws(MalformedMessage) {
        guard case .constructed(let children) = node.content else { throw MalformedMessage(structure, nil, .value) }
        self.structure = structure
        nodes = Array(children).reversed()
    }

    /// The one structure under `tag` that the octets hold.
    init(_ octets: [UInt8], _ tag: ASN1Identifier, _ structure: String, longest: Int = longestMessage) throws(MalformedMessage) {
        try self.init(DERFields.parse(octets, tag, structure, longest: longest), structure)
    }

    static func parse(
        _ octets: [UInt8], _ tag: ASN1Identifier, _ structure: String, longest: Int = longestMessage
    ) throws(MalformedMessage) -> ASN1Node {
        guard octets.count <= longest else { throw MalformedMessage(structure, nil, .tooLong) }
        guard let node = try? DER.parse(octets) else { throw MalformedMessage(structure, nil, .notDER) }
        guard node.identifier == tag else { throw MalformedMessage(structure, nil, .value) }
        return node
    }

    var isEmpty: Bool { nodes.isEmpty }
    /// The tag that comes next, for a choice.
    var tag: ASN1Identifier? { nodes.last?.identifier }

    mutating func optional(_ tag: ASN1Identifier) -> ASN1Node? {
        guard nodes.last?.identifier == tag else { return nil }
        return nodes.removeLast()
    }

    mutating func node(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> ASN1Node {
        guard let node = optional(tag) else { throw MalformedMessage(structure, field, .missing) }
        return node
    }

    /// All that remains, each under `tag`.
    mutating func all(_ field: String, _ tag: ASN1Identifier, atMost: Int) throws(MalformedMessage) -> [ASN1Node] {
        guard nodes.count <= atMost, nodes.allSatisfy({ $0.identifier == tag }) else { throw MalformedMessage(structure, field, .value) }
        defer { nodes = [] }
        return nodes.reversed()
    }

    mutating func fields(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> DERFields {
        try DERFields(node(field, tag), field)
    }

    mutating func octets(_ field: String, _ tag: ASN1Identifier, _ lengths: ClosedRange<Int>) throws(MalformedMessage) -> [UInt8] {
        try octets(of: node(field, tag), field, lengths)
    }

    mutating func optionalOctets(_ field: String, _ tag: ASN1Identifier, _ lengths: ClosedRange<Int>) throws(MalformedMessage) -> [UInt8]? {
        guard let node = optional(tag) else { return nil }
        return try octets(of: node, field, lengths)
    }

    mutating func text(_ field: String, _ tag: ASN1Identifier, _ lengths: ClosedRange<Int>) throws(MalformedMessage) -> String {
        guard let text = String(validating: try octets(field, tag, lengths), as: UTF8.self) else {
            throw MalformedMessage(structure, field, .value)
        }
        return text
    }

    mutating func optionalText(_ field: String, _ tag: ASN1Identifier, _ lengths: ClosedRange<Int>) throws(MalformedMessage) -> String? {
        guard self.tag == tag else { return nil }
        return try text(field, tag, lengths)
    }

    /// In the fewest octets, at most eight.
    mutating func integer(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> Int {
        let octets = try octets(field, tag, 1...8)
        let extends = octets.count > 1 && ((octets[0] == 0 && octets[1] < 0x80) || (octets[0] == 0xFF && octets[1] >= 0x80))
        guard !extends else { throw MalformedMessage(structure, field, .notDER) }
        return octets.dropFirst().reduce(Int(Int8(bitPattern: octets[0]))) { $0 << 8 | Int($1) }
    }

    mutating func flag(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> Bool {
        switch try octets(field, tag, 1...1)[0] {
        case 0: return false
        case 0xFF: return true
        default: throw MalformedMessage(structure, field, .notDER)
        }
    }

    /// The numbers of the bits that are set, of a list of named bits; at most 64.
    mutating func bits(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> Set<Int> {
        let octets = try octets(field, tag, 1...9)
        guard octets[0] < 8, octets.count > 1 || octets[0] == 0,
            octets.last.map({ $0 & (1 << octets[0] - 1) == 0 }) == true || octets.count == 1
        else { throw MalformedMessage(structure, field, .notDER) }
        return Set((0..<(octets.count - 1) * 8).filter { octets[1 + $0 / 8] & 0x80 >> ($0 % 8) != 0 })
    }

    mutating func objectIdentifier(_ field: String, _ tag: ASN1Identifier) throws(MalformedMessage) -> ASN1ObjectIdentifier {
        let node = try node(field, tag)
        guard node.encodedBytes.count <= 64, let id = try? ASN1ObjectIdentifier(derEncoded: node, withIdentifier: tag) else {
            throw MalformedMessage(structure, field, .value)
        }
        return id
    }

    private func octets(of node: ASN1Node, _ field: String, _ lengths: ClosedRange<Int>) throws(MalformedMessage) -> [UInt8] {
        guard case .primitive(let content) = node.content else { throw MalformedMessage(structure, field, .value) }
        guard lengths.contains(content.count) else { throw MalformedMessage(structure, field, .length) }
        return Array(content)
    }
}

extension ASN1Identifier {
    static func context(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific) }
    static func application(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .application) }
    static func `private`(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .private) }

    /// `5F37`: a signature.
    static let signature = application(55)
    /// `5F49`: a one-time public key.
    static let oneTimeKey = application(73)
    /// `5A`: an ICCID as EF.ICCID holds it.
    static let iccid = application(26)
    /// `4F`: an application identifier.
    static let aid = application(15)
}
