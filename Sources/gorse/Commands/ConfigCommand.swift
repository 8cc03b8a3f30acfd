import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print each key with its value, source, type, default and meaning. Secrets are hidden.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Print the text of .env.example instead.") var example = false

    func run() throws {
        if example { return print(EnvironmentExample.text, terminator: "") }
        for setting in try options.configuration().settings.settings { print(Self.text(setting)) }
    }

    static func text(_ setting: Settings.Setting) -> String {
        let key = setting.key
        let value = setting.value.isEmpty ? "(empty)" : key.isSecret ? "(secret)" : setting.value
        let fallback = key.defaultValue.isEmpty ? "empty" : key.defaultValue
        return """
            \(key.name)=\(value)
                from \(setting.source.rawValue); \(key.type); default \(fallback)
                \(key.meaning)
            """
    }
}
