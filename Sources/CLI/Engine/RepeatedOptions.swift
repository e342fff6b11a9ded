import MartletCore

/// Adds to advice that names commands of the program the options that lead to the same databases again.
///
///     help: mend the way back in its file, then: martlet rollback 003 --from-disk --url sqlite:app.db
struct RepeatedOptions {
    private struct Option {
        let name: String
        let words: String
        /// Whether it leads to the whole project, and not to one of its databases.
        var isOfProject = false
    }

    private let options: [Option]

    /// What was given; a variable of the environment goes on counting by itself.
    init(_ globals: GlobalOptions, _ environment: Environment) {
        func option(_ name: String, _ values: [String], isOfProject: Bool = false) -> Option? {
            let words = values.map { " --\(name) \(PrintableText.escaping($0).quotedForShell)" }.joined()
            return values.isEmpty ? nil : Option(name: name, words: words, isOfProject: isOfProject)
        }
        func given(_ value: String?) -> [String] { value.map { [$0] } ?? [] }
        let project = globals.project == environment["MARTLET_PROJECT"] ? nil : globals.project
        options = [
            option("project", given(project), isOfProject: true), option("database", globals.databases),
            option("url", given(globals.url.map(Self.shown))), option("migrations", given(globals.migrations)),
            option("layout", given(globals.layout?.rawValue)), option("seeds", given(globals.seeds)),
            option("env-file", given(globals.envFile), isOfProject: true),
        ].compactMap(\.self)
    }

    /// A URL as it was given; that of a server without its secrets.
    private static func shown(_ url: String) -> String {
        url.hasPrefix("postgres") ? ConnectionURL.typed(url) : url
    }

    /// The result with such advice.
    func added(to result: CommandResult) -> CommandResult {
        var result = result
        for index in result.diagnostics.indices {
            result.diagnostics[index].help = added(to: result.diagnostics[index])
        }
        return result
    }

    private func added(to diagnostic: Diagnostic) -> String? {
        switch diagnostic.code {
        // Nobody has got as far as to a project.
        case .usage, .unknownCommand, .unknownOption, .noProject, .config, .environment, .unknownDatabase:
            diagnostic.help
        // What is wrong between databases names them itself.
        case .dependency: diagnostic.help.map { added(to: $0, options.filter(\.isOfProject)) }
        default: diagnostic.help.map(added)
        }
    }

    /// The text with the options behind each command, but for those that it says itself.
    func added(to text: String) -> String { added(to: text, options) }

    private func added(to text: String, _ options: [Option]) -> String {
        let mark = "martlet "
        var parts = text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            guard let command = NamedCommand(parts[index]) else { continue }
            // Another database has another URL, and other folders.
            let isOfAnother = command.options.contains("database")
            let missing = options.filter { option in
                !command.options.contains(option.name) && (option.isOfProject || !isOfAnother)
            }
            parts[index] = command.text + missing.map(\.words).joined() + command.rest
        }
        return parts.joined(separator: mark)
    }
}

/// A command that works on a project, at the beginning of a text that goes on in prose.
private struct NamedCommand {
    /// The command with the arguments and options that it says.
    private(set) var text: String
    /// The names of those options.
    private(set) var options: Set<String> = []
    /// What follows.
    private(set) var rest: Substring

    init?(_ prose: String) {
        let name = prose.prefix(while: \.isLetter)
        guard let spec = CommandTable.martlet.command(named: String(name)), spec.traits.contains(.usesProject) else {
            return nil
        }
        (text, rest) = (String(name), prose[name.endIndex...])
        while rest.first == " ", take(spec) {}
    }

    /// Takes the next word, unless it is one of the prose.
    private mutating func take(_ spec: CommandSpec) -> Bool {
        let word = rest.dropFirst().prefix { !" ,;:)`".contains($0) }
        guard word.hasPrefix("--") || word.contains(where: { $0.isNumber || $0.isUppercase }) else { return false }
        advance(to: word.endIndex)
        guard word.hasPrefix("--") else { return true }
        let option = String(word.dropFirst(2))
        options.insert(option)
        let known = (spec.options + CommandTable.martlet.globals).first { $0.name == option }
        guard known?.value != nil, rest.first == " " else { return true }
        let value = rest.dropFirst()
        let isQuoted = value.first == "'"
        let end = value.dropFirst().firstIndex(of: isQuoted ? "'" : " ") ?? value.endIndex
        let whole = value[..<(isQuoted && end < value.endIndex ? value.index(after: end) : end)]
        let trimmed = isQuoted ? whole : whole.prefix { !",;)`".contains($0) }
        advance(to: trimmed.endIndex)
        return true
    }

    private mutating func advance(to end: String.Index) {
        text += rest[..<end]
        rest = rest[end...]
    }
}
