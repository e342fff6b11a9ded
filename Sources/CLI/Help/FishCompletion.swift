extension CompletionScript {
    /// The lines for fish, from 3.0 on.
    var fish: [String] {
        let program = table.program
        let atStart = Self.quoted("__fish_martlet_at_start")
        var lines = [origin(.fish), ""] + fishFunctions + ["", "complete -c \(program) -f"]
        lines += table.commands.map { spec in
            "complete -c \(program) -n \(atStart) -a \(spec.name) -d \(Self.fishQuoted(spec.summary))"
        }
        lines += globals.map { "complete -c \(program) -n \(atStart) \(fishOption($0))" }
        for spec in table.commands {
            let names = spec.names.joined(separator: " ")
            let condition = Self.quoted("__fish_martlet_in \(names)")
            lines += [""] + options(of: spec).map { "complete -c \(program) -n \(condition) \(fishOption($0))" }
            if let action = spec.arguments.first.map({ fishAction($0.value.kind) }), !action.isEmpty {
                lines.append("complete -c \(program) -n \(Self.quoted("__fish_martlet_behind \(names)"))\(action)")
            }
        }
        return lines
    }

    /// Functions that find the command among the words, skipping options and their values.
    private var fishFunctions: [String] {
        let valued = valuedOptions.flatMap(\.typedForms).joined(separator: " ")
        return [
            "# The command and its arguments, as far as they are typed.", "function __fish_martlet_words",
            "    set -l skip 0", "    set -l words (commandline -opc)", "    set -e words[1]",
            "    for word in $words", "        if test $skip = 1", "            set skip 0",
            "        else if contains -- $word \(valued)", "            set skip 1",
            "        else if not string match -q -- '-*' $word", "            echo $word", "        end", "    end",
            "end", "", "function __fish_martlet_at_start", "    test (count (__fish_martlet_words)) = 0", "end", "",
            "function __fish_martlet_in", "    set -l words (__fish_martlet_words)",
            "    test (count $words) -gt 0; and contains -- $words[1] $argv", "end", "",
            "# No argument stands behind the command yet.", "function __fish_martlet_behind",
            "    set -l words (__fish_martlet_words)",
            "    test (count $words) = 1; and contains -- $words[1] $argv", "end", "",
        ] + fishList
    }

    /// A function that asks for what the project has; the options that say which project are those typed so far.
    private var fishList: [String] {
        let forms = projectOptions.flatMap(\.typedForms).joined(separator: " ")
        return [
            "function __fish_martlet_list", "    set -l given", "    set -l option ''",
            "    for word in (commandline -opc)", "        if test -n \"$option\"",
            "            set given $given $option (string replace -r '^~/' \"$HOME/\" -- $word)",
            "            set option ''", "        else if contains -- $word \(forms)",
            "            set option $word", "        end", "    end",
            "    command martlet completions --list $argv[1] $given 2>/dev/null", "end",
        ]
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
        case .database, .version: " -a '(__fish_martlet_list \((list(kind) ?? .databases).rawValue))'"
        case .text, .integer: ""
        case .choice, .command, .duration: " -a \(Self.quoted((words(kind) ?? []).joined(separator: " ")))"
        }
    }

    /// Fish escapes a quote inside single quotes by a backslash.
    private static func fishQuoted(_ text: String) -> String {
        "'" + text.reduce(into: "") { $0 += $1 == "'" || $1 == "\\" ? "\\\($1)" : String($1) } + "'"
    }
}
