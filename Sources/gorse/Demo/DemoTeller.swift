/// Prints the story and keeps count of what did not hold.
final class DemoTeller {
    private(set) var failures: [String] = []
    private var chapters = 0

    func chapter(_ title: String) {
        chapters += 1
        print("\n\(chapters). \(title)")
    }

    func tell(_ text: String) {
        print("   \(text)")
    }

    /// Tells `text` and whether it is so.
    func expect(_ text: String, _ holds: Bool) {
        print("   \(holds ? "✓" : "✗") \(text)")
        if !holds { failures.append(text) }
    }
}
