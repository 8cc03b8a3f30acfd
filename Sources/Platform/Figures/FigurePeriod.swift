import Store
import Telecom

/// How finely figures are told.
public enum FigureResolution: String, CaseIterable, Codable, Sendable {
    case hour, day, month

    /// Parts that one answer may have.
    public var mostParts: Int {
        switch self {
        case .hour: 31 * 24
        case .day: 366
        case .month: 60
        }
    }
}

/// Whole hours, days or months (UTC) that figures are counted in.
public struct FigurePeriod: Sendable, Equatable {
    public let resolution: FigureResolution
    /// When each part begins, and at last when the period ends: one more than there are parts.
    let borders: [Timestamp]

    public var start: Timestamp { borders[0] }
    public var end: Timestamp { borders[borders.count - 1] }
    public var starts: ArraySlice<Timestamp> { borders.dropLast() }

    /// - Parameters:
    ///   - from: the part that it lies in counts whole.
    ///   - to: after `from`; the part that it lies in counts whole.
    /// - Returns: `nil` when the end is not after the beginning, either is before 1970, or the parts are more than `resolution.mostParts`.
    public init?(by resolution: FigureResolution, from: Timestamp, to: Timestamp) {
        guard from.microsecondsSince1970 >= 0, from < to, to.seconds(since: from) <= 61 * 31 * 86_400 else { return nil }
        var borders = [resolution.start(of: from)]
        while borders[borders.count - 1] < to {
            guard borders.count <= resolution.mostParts else { return nil }
            borders.append(resolution.next(after: borders[borders.count - 1]))
        }
        self.resolution = resolution
        self.borders = borders
    }

    /// The last `count` parts, the present one included; at most `resolution.mostParts`.
    public init(last count: Int, _ resolution: FigureResolution, at now: Timestamp) {
        precondition((1...resolution.mostParts).contains(count))
        var start = resolution.start(of: now)
        for _ in 1..<count { start = resolution.start(of: start.adding(seconds: -1)) }
        self.init(by: resolution, from: start, to: now.adding(seconds: 1))!
    }

    /// The span to ask the store for. Months differ in length, so they are asked for by days and put together here.
    var span: FigureSpan {
        FigureSpan(start: start, end: end, partSeconds: resolution == .hour ? 3600 : 86_400)
    }

    /// Which part of the period a part of `span` belongs to.
    func part(of spanPart: Int64) -> Int {
        guard resolution == .month else { return Int(spanPart) }
        let time = start.adding(seconds: spanPart * 86_400)
        return (borders.lastIndex { $0 <= time }) ?? 0
    }
}

extension FigureResolution {
    func start(of time: Timestamp) -> Timestamp {
        let seconds = time.secondsSince1970
        switch self {
        case .hour: return Timestamp(secondsSince1970: seconds / 3600 * 3600)
        case .day: return Timestamp(secondsSince1970: seconds / 86_400 * 86_400)
        case .month: return time.startOfMonth
        }
    }

    func next(after start: Timestamp) -> Timestamp {
        switch self {
        case .hour: start.adding(seconds: 3600)
        case .day: start.adding(days: 1)
        case .month: start.startOfNextMonth
        }
    }
}
