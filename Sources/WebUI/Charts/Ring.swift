/// A share of a whole as a ring, for the template `Ring`.
struct Ring {
    /// 0...100.
    let percent: Int
    /// What stands in the middle, large.
    let value: String
    /// What stands under it.
    let caption: String
    /// Little is left.
    let isLow: Bool
    /// The length of the arc in percent; `nil` for none.
    let arc: Int?

    init(percent: Int, value: String, caption: String) {
        self.percent = max(0, min(100, percent))
        self.value = value
        self.caption = caption
        isLow = self.percent <= 10
        arc = self.percent == 0 ? nil : self.percent
    }
}
