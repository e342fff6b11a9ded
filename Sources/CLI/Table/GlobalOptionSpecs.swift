import MartletCore

extension OptionSpec {
    /// The options accepted before and after every command.
    static let globals: [OptionSpec] = [
        .value(
            "project", "PATH", .file, "Use this martlet.yaml, or the one in this folder, not the nearest one upward",
            environment: "MARTLET_PROJECT", needs: .usesProject),
        .value(
            "database", short: "d", "NAME", .database, "Work on this database of the project only; may be repeated",
            isRepeatable: true, needs: .usesProject),
        .value(
            "url", "URL", .text, "Connect here: without a project, or in place of the selected database's URL",
            needs: .usesProject),
        .value("migrations", "PATH", .directory, "Read migrations from this folder", needs: .usesProject),
        .value(
            "layout", "NAME", .choice(LayoutName.allCases.map(\.rawValue)),
            "Read that folder as this tool would, where its files do not tell", needs: .usesProject),
        .value("seeds", "PATH", .directory, "Read seeds from this folder", needs: .usesProject),
        .value(
            "env-file", "PATH", .file, "Read variables for martlet.yaml from this file; what is set already stays",
            needs: .usesProject),
        .value(
            "placeholder", "NAME=VALUE", .text, "Fill in ${NAME} in scripts; may be repeated", isRepeatable: true,
            needs: .usesProject),
        .flag("dry-run", short: "n", "Show what would be done and change nothing", needs: .changes),
        .value("wait", "DURATION", .duration, "Wait so long for another run (60s) or program (5s)", needs: .locks),
        .flag("yes", short: "y", "Answer yes to questions; protected databases still want --confirm", needs: .asks),
        .value(
            "confirm", "NAME", .database, "Confirm for the database of this name; may be repeated", isRepeatable: true,
            needs: .asks),
        .value(
            "format", "FORMAT", .choice(OutputFormat.allCases.map(\.rawValue)),
            "Print results as text, as one JSON document, or as JSON lines while they come"),
        .flag("json", "Print one JSON document, short for --format json"),
        .flag(
            "quiet", short: "q",
            "Print answers and errors only: a command that changes something and goes well prints nothing"),
        .flag("verbose", short: "v", "Print more about what is done"),
        .flag("no-color", "Print without colours"),
        .flag("help", short: "h", "Show help for the command"),
        .flag("version", short: "V", "Show the version"),
    ]
}

/// How results are printed.
enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// Lines for people.
    case text
    /// One JSON document at the end.
    case json
    /// A JSON document per line: events while they come, the result last.
    case ndjson
}
