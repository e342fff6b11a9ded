extension CompletionScript {
    /// The lines for fish.
    var fish: [String] {
        let program = table.program
        let needsCommand = Self.quoted("__fish_martlet_needs_command")
        var lines = [origin(.fish), "", "function __fish_martlet_needs_command"]
        lines += [
            "    not __fish_seen_subcommand_from \(table.commands.flatMap(\.names).joined(separator: " "))", "end",
        ]
        lines += ["", "complete -c \(program) -f"]
        lines += table.commands.map { spec in
            "complete -c \(program) -n \(needsCommand) -a \(spec.name) -d \(Self.fishQuoted(spec.summary))"
        }
        lines += globals.map { "complete -c \(program) -n \(needsCommand) \(fishOption($0))" }
        for spec in table.commands {
            let condition = Self.quoted("__fish_seen_subcommand_from \(spec.names.joined(separator: " "))")
            lines += [""] + options(of: spec).map { "complete -c \(program) -n \(condition) \(fishOption($0))" }
            if let action = spec.arguments.first.map({ fishAction($0.value.kind) }), !action.isEmpty {
                lines.append("complete -c \(program) -n \(condition)\(action)")
            }
        }
        return lines
    }

    private func fishOption(_ option: OptionSpec) -> String {
        let short = option.short.map { "-s \($0) " } ?? ""
        let value = option.value.map { fishValue($0.kind) } ?? ""
        return "\(short)-l \(option.name)\(value) -d \(Self.fishQuoted(option.help))"
    }

    /// A value is required; files are offered only where one is meant.
    private func fishValue(_ kind: ValueKind) -> String { (kind == .file ? " -r" : " -x") + fishAction(kind) }

    private func fishAction(_ kind: ValueKind) -> String {
        switch kind {
        case .file: " -F"
        case .directory: " -a '(__fish_complete_directories)'"
        case .text, .integer: ""
        case .choice, .command, .duration: " -a \(Self.quoted((words(kind) ?? []).joined(separator: " ")))"
        }
    }

    /// Fish escapes a quote inside single quotes by a backslash.
    private static func fishQuoted(_ text: String) -> String {
        "'" + text.reduce(into: "") { $0 += $1 == "'" || $1 == "\\" ? "\\\($1)" : String($1) } + "'"
    }
}
