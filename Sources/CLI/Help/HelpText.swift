import MartletCore

/// The help that `martlet`, `-h`, `--help` and `help` show.
struct HelpText {
    let table: CommandTable
    private let layout: HelpLayout

    init(table: CommandTable, width: Int) {
        self.table = table
        self.layout = HelpLayout(width: width)
    }

    /// All commands, and how to begin.
    var overview: [StyledText] {
        var lines = title(table.program, table.summary) + [""]
        lines += ["Usage: \(table.program) <command> [options]", ""]
        lines += layout.columns(table.examples.map { .init(term: $0.line, text: $0.purpose) })
        let commandWidth = table.commands.map(\.name.count).max() ?? 0
        for group in CommandGroup.allCases {
            let entries = table.commands(in: group).map { spec in
                HelpLayout.Entry(
                    term: spec.name.padding(to: commandWidth), text: spec.summary + Self.aliases(of: spec))
            }
            lines += layout.section(group.rawValue, entries)
        }
        lines += optionSection("Global options", table.globals)
        return lines + [""] + text("\(table.program) help <command> explains a command.")
    }

    /// One command.
    func page(_ spec: CommandSpec) -> [StyledText] {
        var lines = title("\(table.program) \(spec.name)", spec.summary.decapitalized + Self.aliases(of: spec))
        lines += layout.section("Examples", spec.examples.map { .init(term: $0.line, text: $0.purpose) })
        lines += ["", "Usage: \(spec.usage)"]
        for paragraph in spec.discussion {
            lines += [""] + text(paragraph)
        }
        lines += layout.section("Arguments", spec.arguments.map { .init(term: $0.value.name, text: Self.help($0)) })
        lines += optionSection("Options", table.ownOptions(of: spec))
        lines += optionSection("Global options", table.sharedOptions(of: spec))
        let exits = spec.allExits.map {
            HelpLayout.Entry(term: "\($0.status.rawValue)".padding(to: 3), text: $0.meaning)
        }
        return lines + layout.section("Exit status", exits)
    }

    /// `martlet migrate — apply pending migrations`, with the name in bold.
    private func title(_ name: String, _ summary: String) -> [StyledText] {
        var lines = text("\(name) — \(summary)")
        lines[0] = "\(name, .bold)\(String(lines[0].plain.dropFirst(name.count)))"
        return lines
    }

    private func text(_ paragraph: String) -> [StyledText] { layout.paragraph(paragraph).map { StyledText($0) } }

    private func optionSection(_ title: String, _ options: [OptionSpec]) -> [StyledText] {
        layout.section(title, options.map { .init(term: Self.term($0), text: Self.help($0)) })
    }

    /// ` (alias: up)`, or nothing.
    private static func aliases(of spec: CommandSpec) -> String {
        spec.aliases.isEmpty ? "" : " (alias: \(spec.aliases.joined(separator: ", ")))"
    }

    /// `-n, --dry-run` or `    --to VERSION`.
    private static func term(_ option: OptionSpec) -> String {
        let short = option.short.map { "-\($0), " } ?? "    "
        return short + option.flag + (option.value.map { " \($0.name)" } ?? "")
    }

    /// What an option does, with its choices and its variable.
    static func help(_ option: OptionSpec) -> String {
        var text = option.help
        if case .choice(let choices) = option.value?.kind { text += ": \(choices.joined(separator: ", "))" }
        if let name = option.environment { text += " [\(name)]" }
        return text
    }

    /// What an argument is, with its choices.
    static func help(_ argument: ArgumentSpec) -> String {
        guard case .choice(let choices) = argument.value.kind else { return argument.help }
        return "\(argument.help): \(choices.joined(separator: ", "))"
    }
}

extension String {
    /// With a small first letter, for use inside a sentence.
    var decapitalized: String { prefix(1).lowercased() + dropFirst() }

    /// Filled with spaces to at least so many characters.
    func padding(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
}
