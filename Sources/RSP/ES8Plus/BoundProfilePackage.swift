import SwiftASN1

/// A profile package for one eUICC and one download. Source: GSMA SGP.22 §2.5.4, annex H (tag `BF36`).
public struct BoundProfilePackage: Hashable, Sendable {
    /// In one package: a profile, its metadata and what opens the channel.
    static let longest = 1 << 20
    private static let mostSegments = 2048

    public let secureChannel: InitialiseSecureChannelRequest
    /// Contents of the segments, each with its authentication code, without tag and length.
    public let configureISDP: [[UInt8]]
    public let storeMetadata: [[UInt8]]
    /// `nil`: the profile elements are under the keys of the channel too.
    public let replaceSessionKeys: [[UInt8]]?
    public let profileElements: [[UInt8]]

    public static let tags = (isdp: UInt8(0x87), metadata: UInt8(0x88), elements: UInt8(0x86))
    private static let tag = ASN1Identifier.context(54)
    private static let name = "BoundProfilePackage"

    /// As the SM-DP+ sends it.
    /// - Parameter profile: the profile elements in DER, one behind the other.
    /// - Parameter profileKeys: keys under which the elements are protected instead of the channel's, so that it can be done before the eUICC is known.
    public static func encode(
        secureChannel: InitialiseSecureChannelRequest, keys: SecureChannel.Keys, metadata: StoreMetadataRequest, profile: [UInt8],
        profileKeys: SecureChannel.Keys? = nil
    ) -> [UInt8] {
        var channel = SecureChannel(keys)
        let isdp = channel.encrypt(DERWriter.encode(.context(36)) { _ in }, tag: tags.isdp)
        let storeMetadata = channel.authenticate(metadata.encoded, tag: tags.metadata)
        var replacement: [[UInt8]]?
        if let profileKeys {
            replacement = channel.encrypt(ReplaceSessionKeysRequest(keys: profileKeys).encoded, tag: tags.isdp)
            channel = SecureChannel(profileKeys)
        }
        let elements = channel.encrypt(profile, tag: tags.elements)
        return DERWriter.encode(tag) { package in
            package.encoded(secureChannel.encoded)
            package.constructed(.context(0)) { list in for segment in isdp { list.encoded(segment) } }
            package.constructed(.context(1)) { list in for segment in storeMetadata { list.encoded(segment) } }
            if let replacement { package.constructed(.context(2)) { list in for segment in replacement { list.encoded(segment) } } }
            package.constructed(.context(3)) { list in for segment in elements { list.encoded(segment) } }
        }
    }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, Self.tag, Self.name, longest: Self.longest)
        secureChannel = try InitialiseSecureChannelRequest(
            fields.node("initialiseSecureChannelRequest", InitialiseSecureChannelRequest.tag))
        configureISDP = try Self.segments(&fields, "firstSequenceOf87", .context(0), of: .context(7))
        storeMetadata = try Self.segments(&fields, "sequenceOf88", .context(1), of: .context(8))
        replaceSessionKeys =
            fields.tag == .context(2) ? try Self.segments(&fields, "secondSequenceOf87", .context(2), of: .context(7)) : nil
        profileElements = try Self.segments(&fields, "sequenceOf86", .context(3), of: .context(6))
    }

    private static func segments(
        _ fields: inout DERFields, _ field: String, _ tag: ASN1Identifier, of segment: ASN1Identifier
    ) throws(MalformedMessage) -> [[UInt8]] {
        var list = try fields.fields(field, tag)
        var segments: [[UInt8]] = []
        while !list.isEmpty {
            guard segments.count < mostSegments else { throw MalformedMessage(name, field, .tooLong) }
            segments.append(try list.octets("segment", segment, 8...SecureChannel.longestSegment))
        }
        return segments
    }
}

/// Other keys for the profile elements. Source: GSMA SGP.22 §5.5.4, annex H (tag `BF26`).
public struct ReplaceSessionKeysRequest: Sendable {
    public let keys: SecureChannel.Keys

    private static let tag = ASN1Identifier.context(38)
    private static let name = "ReplaceSessionKeysRequest"

    public init(keys: SecureChannel.Keys) { self.keys = keys }

    public init(decoding octets: [UInt8]) throws(MalformedMessage) {
        var fields = try DERFields(octets, Self.tag, Self.name)
        let chainingValue = try fields.octets("initialMacChainingValue", .context(0), 16...16)
        let encryption = try fields.octets("ppkEnc", .context(1), 16...16)
        let authentication = try fields.octets("ppkCmac", .context(2), 16...16)
        guard let keys = SecureChannel.Keys(initialChainingValue: chainingValue, encryption: encryption, authentication: authentication)
        else {
            throw MalformedMessage(Self.name, nil, .length)
        }
        self.keys = keys
    }

    var encoded: [UInt8] {
        DERWriter.encode(Self.tag) { request in
            request.octets(.context(0), keys.initialChainingValue)
            request.octets(.context(1), keys.encryption)
            request.octets(.context(2), keys.authentication)
        }
    }
}
