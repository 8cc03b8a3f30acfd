import SwiftASN1
import Telecom

/// What an eUICC reads in a profile package: the elements in their order, and what its USIM runs on.
public struct InstalledProfile: Hashable, Sendable, CustomStringConvertible {
    public let iccid: ICCID
    public let imsi: IMSI
    public let k: [UInt8]
    public let opc: [UInt8]
    /// The tags of the elements.
    public let elements: [UInt]

    public var description: String { "InstalledProfile" }

    private static let name = "ProfilePackage"
    static let longest = 1 << 19

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        guard octets.count <= Self.longest else { throw MalformedMessage(Self.name, nil, .tooLong) }
        var writer = DERWriter()
        writer.constructed(.sequence) { $0.encoded(octets) }
        var list = try DERFields(writer.bytes, .sequence, Self.name, longest: Self.longest + 8)

        var elements: [UInt] = []
        var iccid: ICCID?
        var imsi: IMSI?
        var keys: (k: [UInt8], opc: [UInt8])?
        while let tag = list.tag {
            var element = try list.fields("ProfileElement", tag)
            elements.append(tag.tagNumber)
            switch tag {
            case .context(0):
                guard elements.count == 1 else { throw MalformedMessage(Self.name, "header", .value) }
                for field in [0, 1] { _ = try element.integer("version", .context(UInt(field))) }
                _ = element.optional(.context(2))
                iccid = ICCID(octets: try element.octets("iccid", .context(3), 10...10))
            case .context(19):
                _ = try element.node("usim-header", .context(0))
                _ = try element.node("templateID", .context(1))
                _ = try element.node("adf-usim", .context(2))
                var file = try element.fields("ef-imsi", .context(3))
                imsi = IMSI(file: try file.octets("fillFileContent", .context(3), 9...9))
            case .context(4):
                _ = try element.node("aka-header", .context(0))
                var choice = try element.fields("algoConfiguration", .context(1))
                var algorithm = try choice.fields("algoParameter", .context(1))
                guard try algorithm.integer("algorithmID", .context(0)) == 1 else {
                    throw MalformedMessage("AlgoParameter", "algorithmID", .value)
                }
                _ = try algorithm.octets("algorithmOptions", .context(1), 1...1)
                keys = (try algorithm.octets("key", .context(2), 16...16), try algorithm.octets("opc", .context(3), 16...16))
            default: break
            }
        }
        guard elements.last == 10, elements.filter({ $0 == 10 }).count == 1 else { throw MalformedMessage(Self.name, "end", .missing) }
        guard let iccid else { throw MalformedMessage(Self.name, "header", .missing) }
        guard let imsi else { throw MalformedMessage(Self.name, "usim", .missing) }
        guard let keys else { throw MalformedMessage(Self.name, "akaParameter", .missing) }
        self.iccid = iccid
        self.imsi = imsi
        (k, opc) = keys
        self.elements = elements
    }
}

extension IMSI {
    /// As EF.IMSI holds it. Source: 3GPP TS 31.102 §4.2.2.
    fileprivate init?(file: [UInt8]) {
        let halves = file.dropFirst().flatMap { [$0 & 0xF, $0 >> 4] }
        guard file.first == 8, halves[0] == 9, halves.allSatisfy({ $0 < 10 }) else { return nil }
        self.init(halves.dropFirst().map { String($0) }.joined())
    }
}
