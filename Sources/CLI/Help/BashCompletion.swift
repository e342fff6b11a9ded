extension CompletionScript {
    /// The lines for bash, from 3.2 on; they need no other package.
    var bash: [String] {
        let valued = valuedOptions
        return [origin(.bash), "# shellcheck shell=bash", ""] + Self.bashReply + [""]
            + ["# The command, and its option.", "_martlet_value() {", "    case \"$1 $2\" in"]
            + ambiguousOptions.flatMap { bashValueCase($0.option, of: $0.command.names) }
            + valued.flatMap { bashValueCase($0) } + ["    esac", "}", ""]
            + ["_martlet_takes_value() {", "    case \"$1\" in"]
            + ["        \(valued.flatMap(\.typedForms).joined(separator: " | "))) return 0 ;;", "    esac"]
            + ["    return 1", "}", ""] + bashMain
            + [
                "",
                "complete -o nosort -F _martlet \(table.program) 2>/dev/null || complete -F _martlet \(table.program)",
            ]
    }

    /// Functions that fill the reply from a word list, files or folders.
    private static let bashReply = [
        "_martlet_reply() {", "    local line", "    COMPREPLY=()",
        "    while IFS= read -r line; do COMPREPLY+=(\"$line\"); done", "}", "",
        "_martlet_words() { _martlet_reply < <(compgen -W \"$1\" -- \"$cur\"); }", "",
        "_martlet_paths() {", "    compopt -o filenames 2>/dev/null",
        "    _martlet_reply < <(compgen \"$1\" -- \"$cur\")", "}", "",
        "# What the project has of it; the options that say which project are those typed so far.",
        "_martlet_list() {", "    local name names=''",
        "    while IFS=$'\\t' read -r name _; do names+=\" $name\"; done < <(",
        "        command martlet completions --list \"$1\" \"${given[@]+\"${given[@]}\"}\" 2>/dev/null)",
        "    _martlet_words \"$names\"", "}",
    ]

    /// - Parameter commands: the names of the command; without any, the option is that of every other one.
    private func bashValueCase(_ option: OptionSpec, of commands: [String] = []) -> [String] {
        let action = option.value.map { bashAction($0.kind) } ?? "COMPREPLY=()"
        let patterns = option.typedForms.flatMap { form in
            commands.isEmpty ? ["*' \(form)'"] : commands.map { "'\($0) \(form)'" }
        }
        return ["        \(patterns.joined(separator: " | "))) \(action) ;;"]
    }

    private func bashAction(_ kind: ValueKind) -> String {
        switch kind {
        case .file: "_martlet_paths -f"
        case .directory: "_martlet_paths -d"
        case .database, .version: "_martlet_list \((list(kind) ?? .databases).rawValue)"
        case .text, .integer: "COMPREPLY=()"
        case .choice, .command, .duration: "_martlet_words '\((words(kind) ?? []).joined(separator: " "))'"
        }
    }

    /// Finds the command among the words, skipping options and their values; then completes what is asked for.
    private var bashMain: [String] {
        [
            "_martlet() {", "    local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"",
            "    local command='' word skip='' count=0 index=1", "    local -a given=()",
            "    # Bash takes --name=value apart into three words.",
            "    if [[ \"$cur\" == '=' ]]; then",
            "        cur=''", "    elif [[ \"$prev\" == '=' ]]; then", "        prev=\"${COMP_WORDS[COMP_CWORD-2]}\"",
            "    fi", "    while ((index < COMP_CWORD)); do", "        word=\"${COMP_WORDS[index]}\"",
            "        if [[ -n \"$skip\" ]]; then",
            "            if [[ \"$word\" != '=' ]]; then",
            "                case \"$skip\" in",
            "                    \(projectOptions.flatMap(\.typedForms).joined(separator: " | ")))",
            "                        given+=(\"$skip\" \"${word/#\\~/$HOME}\") ;;",
            "                esac", "                skip=''", "            fi",
            "        elif _martlet_takes_value \"$word\"; then", "            skip=\"$word\"",
            "        elif [[ \"$word\" != -* ]]; then",
            "            if [[ -z \"$command\" ]]; then command=\"$word\"; else count=$((count + 1)); fi",
            "        fi", "        index=$((index + 1))", "    done",
            "    if _martlet_takes_value \"$prev\"; then", "        _martlet_value \"$command\" \"$prev\"",
            "        return",
            "    fi", "    case \"$command\" in",
        ] + bashCase("''", globals, first: .command)
            + table.commands.flatMap { spec in
                bashCase(
                    spec.names.joined(separator: " | "), options(of: spec), first: spec.arguments.first?.value.kind)
            } + ["        *) COMPREPLY=() ;;", "    esac", "}"]
    }

    private func bashCase(_ pattern: String, _ options: [OptionSpec], first: ValueKind?) -> [String] {
        let forms = options.flatMap(\.typedForms).joined(separator: " ")
        var lines = ["        \(pattern))", "            if [[ \"$cur\" == -* ]]; then"]
        lines += ["                _martlet_words '\(forms)'"]
        if let first {
            lines += ["            elif ((count == 0)); then", "                \(bashAction(first))"]
        }
        return lines + ["            fi", "            ;;"]
    }
}

extension OptionSpec {
    /// What can be typed: `-n` and `--dry-run`.
    var typedForms: [String] { (short.map { ["-\($0)"] } ?? []) + [flag] }

    /// The options without those of a name seen before.
    static func unique(_ options: [OptionSpec]) -> [OptionSpec] {
        var seen: Set<String> = []
        return options.filter { seen.insert($0.name).inserted }
    }
}
