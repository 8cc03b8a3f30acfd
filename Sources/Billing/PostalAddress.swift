import Telecom

/// Where a thing is sent. Every line is 1 to 120 characters without control characters.
public struct PostalAddress: Sendable, Equatable, Codable {
    public let recipient: String
    public let line1: String
    public let line2: String?
    public let city: String
    public let region: String?
    public let postalCode: String?
    public let country: Country

    /// `nil` when a line is empty, too long or holds control characters.
    public init?(
        recipient: String, line1: String, line2: String? = nil, city: String, region: String? = nil, postalCode: String? = nil,
        country: Country
    ) {
        let lines = [recipient, line1, city] + [line2, region, postalCode].compactMap(\.self)
        guard
            lines.allSatisfy({ line in
                (1...120).contains(line.count) && !line.allSatisfy(\.isWhitespace)
                    && line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            })
        else { return nil }
        self.recipient = recipient
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.region = region
        self.postalCode = postalCode
        self.country = country
    }
}
