/// The text of `.env.example`: every key with its meaning, each commented out at its default.
enum EnvironmentExample {
    static var text: String {
        let head = "# Copy to .env and change what you need; every key has a default that runs. `gorse config` shows what holds.\n"
        return ConfigurationKey.all.reduce(into: head) { text, key in
            text += "\n# \(key.meaning) (\(key.type))\n#\(key.name)=\(key.defaultValue)\n"
        }
    }
}
