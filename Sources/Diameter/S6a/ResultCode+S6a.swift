extension ResultCode {
    /// Experimental-Result-Codes of S6a: what they number is not what the base protocol numbers so. Source: 3GPP TS 29.272 §7.4.
    public enum S6a {
        public static let userUnknown = ResultCode(rawValue: 5001)
        public static let roamingNotAllowed = ResultCode(rawValue: 5004)
        public static let unknownEPSSubscription = ResultCode(rawValue: 5420)
        public static let ratNotAllowed = ResultCode(rawValue: 5421)
        public static let equipmentUnknown = ResultCode(rawValue: 5422)
        public static let unknownServingNode = ResultCode(rawValue: 5423)
        /// Something went wrong that may be well again: the same request may be sent once more.
        public static let authenticationDataUnavailable = ResultCode(rawValue: 4181)
    }
}
