import MartletCore

/// Turns arguments into an invocation, checked against the table.
struct ArgumentParser {
    let table: CommandTable
    let environment: Environment

    /// Reads the arguments that follow the program's name.
    func parse(_ arguments: [String]) throws(MartletError) -> Invocation {
        guard !arguments.isEmpty else { return try help(on: nil, [:]) }
        var scanner = ArgumentScanner(table: table, arguments: arguments)
        let isHelp = Self.asksForHelp(arguments)
        do throws(MartletError) {
            try scanner.scan()
        } catch {
            // Help is what a person wants who mixed something up.
            guard isHelp, error.diagnostics.first?.code != .unknownCommand else { throw error }
        }
        if isHelp { return try help(on: scanner.command, scanner.options) }
        if scanner.options["version"] != nil, scanner.command == nil {
            return try invocation(of: try spec(named: "version"), scanner)
        }
        guard let command = scanner.command else {
            throw MartletError(.usage, "no command given", help: "\(table.program) help lists the commands")
        }
        return try invocation(of: command, scanner)
    }

    /// The format that was asked for, however wrong the rest may be: it decides how errors are printed.
    static func requestedFormat(_ arguments: [String]) -> OutputFormat {
        var format = OutputFormat.text
        for (index, word) in arguments.enumerated() {
            if word == "--" { break }
            if word == "--json" || word == "--format=json" { format = .json }
            if word == "--format=ndjson" { format = .ndjson }
            guard word == "--format", index + 1 < arguments.count else { continue }
            format = OutputFormat(rawValue: arguments[index + 1]) ?? format
        }
        return format
    }

    private static func asksForHelp(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }

    private func help(
        on command: CommandSpec?, _ options: [String: [String]]
    ) throws(MartletError) -> Invocation {
        Invocation(
            command: try spec(named: "help"), globals: table.globals, options: options,
            arguments: command.map { ["COMMAND": [$0.name]] } ?? [:])
    }

    private func spec(named name: String) throws(MartletError) -> CommandSpec {
        guard let spec = table.command(named: name) else {
            throw MartletError(.internalFault, "the table has no command '\(name)'")
        }
        return spec
    }

    private func invocation(of command: CommandSpec, _ scanner: ArgumentScanner) throws(MartletError) -> Invocation {
        let arguments = try assign(scanner.positionals, to: command)
        try refuseOutOfPlace(scanner.options, command)
        try refuseConflicts(command.conflicts + table.conflicts, scanner.options, arguments)
        try refuseAlone(command.companions, scanner.options)
        var options = scanner.options
        for spec in command.options + table.globals {
            if let given = options[spec.name] {
                try check(given, spec.value, as: "'\(spec.flag)'")
            } else if let name = spec.environment, let value = environment[name], !value.isEmpty {
                try check([value], spec.value, as: "the environment variable \(name)")
                options[spec.name] = [value]
            }
        }
        return Invocation(command: command, globals: table.globals, options: options, arguments: arguments)
    }

    /// Distributes positional arguments over the declared ones.
    private func assign(_ words: [String], to command: CommandSpec) throws(MartletError) -> [String: [String]] {
        var rest = words[...]
        var assigned: [String: [String]] = [:]
        for spec in command.arguments {
            let name = spec.value.name
            let taken = spec.arity == .repeated ? Array(rest) : Array(rest.prefix(1))
            rest = rest.dropFirst(taken.count)
            if taken.isEmpty, spec.arity == .required {
                throw MartletError(.usage, "'\(command.name)' needs \(name)", help: "usage: \(command.usage)")
            }
            try check(taken, spec.value, as: name)
            if !taken.isEmpty { assigned[name] = taken }
        }
        if let extra = rest.first {
            throw MartletError(
                .usage, "'\(command.name)' has no use for '\(extra)'", help: "usage: \(command.usage)")
        }
        return assigned
    }

    /// Refuses shared options that the command would have to ignore.
    private func refuseOutOfPlace(
        _ options: [String: [String]], _ command: CommandSpec
    ) throws(MartletError) {
        for spec in table.globals where options[spec.name] != nil {
            guard !spec.needs.intersection(.enforced).isSubset(of: command.traits) else { continue }
            let reason = spec.needs == .locks ? "opens no database" : "changes no database"
            throw MartletError(
                .usage, "'\(spec.flag)' does not apply to '\(command.name)', which \(reason)",
                help: "leave it out")
        }
    }

    private func refuseConflicts(
        _ conflicts: [[String]], _ options: [String: [String]], _ arguments: [String: [String]]
    ) throws(MartletError) {
        for names in conflicts {
            let given = names.filter { options[$0] != nil || arguments[$0] != nil }
            guard given.count > 1 else { continue }
            let shown = given.map { arguments[$0] == nil ? "'--\($0)'" : $0 }
            throw MartletError(
                .usage, "\(shown.joined(separator: " and ")) exclude each other", help: "give one of them")
        }
    }

    private func refuseAlone(
        _ companions: [String: [String]], _ options: [String: [String]]
    ) throws(MartletError) {
        for (name, others) in companions.sorted(by: { $0.key < $1.key })
        where options[name] != nil && others.allSatisfy({ options[$0] == nil }) {
            let shown = others.map { "'--\($0)'" }.joined(separator: " or ")
            throw MartletError(
                .usage, "'--\(name)' means nothing without \(shown)", help: "add that, or leave '--\(name)' out")
        }
    }

    private func check(_ words: [String], _ value: ValueSpec?, as subject: String) throws(MartletError) {
        for word in words {
            guard let problem = problem(word, value?.kind ?? .text) else { continue }
            throw MartletError(
                .usage, "\(subject) \(problem.message), not '\(word)'",
                help: problem.suggestion.map { "did you mean: \($0)" })
        }
    }

    private func problem(_ word: String, _ kind: ValueKind) -> (message: String, suggestion: String?)? {
        switch kind {
        case .text, .file, .directory, .command, .database, .version: nil
        case .integer(let range):
            Int(word).map(range.contains) == true && word.allSatisfy(\.isNumber)
                ? nil : ("must be a whole number from \(range.lowerBound) to \(range.upperBound)", nil)
        case .duration:
            DurationText.parse(word) == nil ? ("must be a duration such as 250ms, 5s, 2m or 1h", nil) : nil
        case .choice(let choices):
            choices.contains(word)
                ? nil
                : ("must be one of \(choices.joined(separator: ", "))", choice(near: word, among: choices))
        }
    }

    /// A short word that begins otherwise is another word and no slip: csh is not zsh.
    private func choice(near word: String, among choices: [String]) -> String? {
        guard let found = suggestion(for: word, among: choices) else { return nil }
        return word.count > 4 || word.first == found.first ? found : nil
    }
}
