import Catalog
import Telecom

extension Money {
    /// As people in North America read it: `$24.00`, `CA$33.00`, `-$5.00`.
    var text: String {
        let sign =
            switch currency {
            case .usd: "$"
            case .cad: "CA$"
            case .mxn: "MX$"
            }
        return decimal.hasPrefix("-") ? "-\(sign)\(decimal.dropFirst())" : sign + decimal
    }
}

extension Service.Cadence {
    /// How often a price falls due, beside it.
    var text: String? {
        switch self {
        case .monthly: "a month"
        case .yearly: "a year"
        case .once, .never: nil
        }
    }
}
