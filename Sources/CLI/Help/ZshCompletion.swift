extension CompletionScript {
    /// The lines for zsh, the first of which says what they complete.
    var zsh: [String] {
        var lines =
            [
                "#compdef \(table.program)", origin(.zsh), "",
            ] + zshList
        lines += [
            "", "_martlet() {", "    local context state state_descr line", "    typeset -A opt_args",
            "    # The words as they are typed: _arguments takes away those before the command.",
            "    local -a typed=(\"${words[@]}\")", "    local -i at=CURRENT",
        ]
        lines += ["    local -a commands=("]
        lines += table.commands.map { "        \(Self.quoted("\($0.name):\(Self.escapedColons($0.summary))"))" }
        // Behind the command every option is left to it, also those that might stand before.
        lines += ["    )", "    _arguments -C -S -A '-*' \\"]
        lines += globals.flatMap(zshSpecs).map { "        \($0) \\" }
        lines += ["        '1:command:->command' \\", "        '*:: :->arguments'", "    case $state in"]
        lines += ["        command) _describe -t commands 'command' commands ;;", "        arguments)"]
        lines += ["            case $line[1] in"]
        lines += table.commands.flatMap(zshCase)
        lines += ["            esac", "            ;;", "    esac", "}", ""]
        return lines + [
            "if [ \"$funcstack[1]\" = _martlet ]; then", "    _martlet \"$@\"", "else",
            "    compdef _martlet \(table.program)", "fi",
        ]
    }

    /// A function that asks for what the project has; the options that say which project are those typed so far.
    private var zshList: [String] {
        let forms = projectOptions.flatMap(\.typedForms)
        let attached = projectOptions.map { "\($0.flag)=*" }
        return [
            "_martlet_list() {", "    local -a given names", "    local -i index",
            "    for (( index = 2; index <= $#typed; index++ )); do", "        case $typed[index] in",
            "            \(forms.joined(separator: "|")))",
            "                (( index + 1 == at || index == $#typed )) ||",
            "                    given+=($typed[index] \"${${(Q)typed[index + 1]}/#\\~/$HOME}\") ;;",
            "            \(attached.joined(separator: "|")))",
            "                (( index == at )) || given+=(\"${(Q)typed[index]}\") ;;", "        esac", "    done",
            "    names=(\"${(@f)$(command martlet completions --list $1 $given 2>/dev/null)}\")",
            "    names=(${names/$'\\t'/:})", "    _describe -t $1 ${1%s} names", "}",
        ]
    }

    private func zshCase(_ spec: CommandSpec) -> [String] {
        let specs = options(of: spec).flatMap(zshSpecs) + spec.arguments.map(zshArgument)
        let body = specs.map { "                        \($0)" }.joined(separator: " \\\n")
        return ["                \(spec.names.joined(separator: "|")))", "                    _arguments -S \\"]
            + [body, "                    ;;"]
    }

    /// One `_arguments` spec for each form of the option.
    private func zshSpecs(_ option: OptionSpec) -> [String] {
        option.typedForms.map { form in
            let excluded = option.isRepeatable ? "*" : "(\(option.typedForms.joined(separator: " ")))"
            let sign = option.value == nil ? "" : form.hasPrefix("--") ? "=" : "+"
            let value = option.value.map { ":\($0.name):\(zshAction($0.kind))" } ?? ""
            return Self.quoted("\(excluded)\(form)\(sign)[\(Self.escapedBrackets(option.help))]\(value)")
        }
    }

    private func zshArgument(_ argument: ArgumentSpec) -> String {
        let place =
            switch argument.arity {
            case .required: ":"
            case .optional: "::"
            case .repeated: "*:"
            }
        return Self.quoted("\(place)\(argument.value.name):\(zshAction(argument.value.kind))")
    }

    private func zshAction(_ kind: ValueKind) -> String {
        switch kind {
        case .file: "_files"
        case .directory: "_files -/"
        // The blank keeps _arguments from adding arguments of its own.
        case .database, .version: " _martlet_list \((list(kind) ?? .databases).rawValue)"
        case .text, .integer: " "
        case .choice, .command, .duration: "(\((words(kind) ?? []).joined(separator: " ")))"
        }
    }

    private static func escapedColons(_ text: String) -> String {
        text.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
    }

    private static func escapedBrackets(_ text: String) -> String {
        text.reduce(into: "") { result, letter in
            if "[]:\\".contains(letter) { result.append("\\") }
            result.append(letter)
        }
    }
}
