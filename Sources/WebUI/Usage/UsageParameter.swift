import HTTPAPI

extension Parameter {
    static let usageSpan = Parameter.query("by", .oneOf(UsageSpan.self), "The steps of the chart of usage; `day` unless given.")
}

extension Call {
    var usageSpan: UsageSpan { text("by").flatMap(UsageSpan.init(rawValue:)) ?? .day }
}
