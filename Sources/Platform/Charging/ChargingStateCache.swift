import Store
import Charging
import Telecom

/// States of groups in memory, the least recently used forgotten first.
struct ChargingStateCache {
    private struct Entry {
        var loaded: LoadedChargingState
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [GroupID: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    var count: Int { entries.count }

    mutating func states(of groups: [GroupID]) -> [GroupID: LoadedChargingState] {
        var states: [GroupID: LoadedChargingState] = [:]
        states.reserveCapacity(groups.count)
        for group in groups {
            if let entry = entries[group] { states[group] = entry.loaded }
        }
        return states
    }

    mutating func put(_ states: [GroupID: LoadedChargingState]) {
        uses += 1
        for (group, loaded) in states { entries[group] = Entry(loaded: loaded, lastUse: uses) }
        if entries.count > capacity { forgetOldest() }
    }

    mutating func remove(_ groups: [GroupID]) {
        for group in groups { entries[group] = nil }
    }

    mutating func removeAll() { entries = [:] }

    func groups(where matches: (ChargingState) -> Bool) -> [GroupID] {
        entries.compactMap { matches($0.value.loaded.state) ? $0.key : nil }
    }

    /// Makes room for an eighth of the capacity at once, so that each forgotten entry costs little.
    private mutating func forgetOldest() {
        let surplus = entries.count - capacity + capacity / 8
        for (group, _) in entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }).prefix(surplus) { entries[group] = nil }
    }
}
