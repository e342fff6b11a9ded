import MartletCore

/// The manual page martlet(1), in the man macros of roff.
struct ManPage {
    let table: CommandTable

    /// The page.
    var text: String {
        let title = table.program.uppercased()
        var lines = [
            #".TH \#(title) 1 \#(MartletVersion.date) "\#(table.program) \#(MartletVersion.current)" "User Commands""#
        ]
        lines += [".SH NAME", Self.escape("\(table.program) - \(table.summary)")]
        lines += [".SH SYNOPSIS", #".B \#(table.program)"#, #"\fIcommand\fR [\fIoptions\fR]"#]
        lines += [".SH DESCRIPTION"] + Self.paragraphs(table.discussion)
        lines += [".SH COMMANDS"]
        for group in CommandGroup.allCases {
            lines += table.commands(in: group).flatMap(section)
        }
        lines += [".SH GLOBAL OPTIONS"] + table.globals.flatMap(Self.entry)
        lines += [".SH ENVIRONMENT"]
        lines += table.allVariables.flatMap { Self.entry(#"\fB\#(Self.escape($0.name))\fR"#, $0.help) }
        lines += [".SH FILES"] + table.files.flatMap { Self.entry(#"\fI\#(Self.escape($0.name))\fR"#, $0.help) }
        lines += [".SH EXIT STATUS"]
        lines += table.exitStatuses.flatMap { Self.entry(#"\fB\#($0.rawValue)\fR"#, $0.meaning) }
        lines += [".SH EXAMPLES"] + table.examples.flatMap(Self.example).dropFirst()
        lines += [".SH SEE ALSO", #"\fBsqlite3\fR(1)"#]
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ spec: CommandSpec) -> [String] {
        let words = spec.arguments.map { #"\fI\#(Self.escape($0.usage))\fR"# } + [#"[\fIoptions\fR]"#]
        var lines = [
            ".SS \(spec.name)", #"\fB\#(table.program) \#(spec.name)\fR \#(words.joined(separator: " "))"#, ".PP",
        ]
        lines += Self.prose(spec.summary + ".")
        if !spec.aliases.isEmpty { lines += Self.prose("Also called \(spec.aliases.joined(separator: ", ")).") }
        for paragraph in spec.discussion { lines += [".PP"] + Self.prose(paragraph) }
        for argument in spec.arguments {
            lines += Self.entry(#"\fI\#(argument.value.name)\fR"#, HelpText.help(argument))
        }
        lines += table.ownOptions(of: spec).flatMap(Self.entry)
        // Those with the meaning they always have are under EXIT STATUS.
        let exits = spec.allExits.map { exit in
            exit.meaning == exit.status.meaning
                ? "\(exit.status.rawValue)" : "\(exit.status.rawValue) (\(exit.meaning))"
        }
        lines += [".PP"] + Self.prose("Exits with \(exits.joined(separator: ", ")).")
        return lines + [".PP", "Examples:"] + spec.examples.flatMap(Self.example)
    }

    private static func entry(_ option: OptionSpec) -> [String] {
        let short = option.short.map { #"\fB\-\#($0)\fR, "# } ?? ""
        let value = option.value.map { #" \fI\#(escape($0.name))\fR"# } ?? ""
        return entry(#"\#(short)\fB\#(escape(option.flag))\fR\#(value)"#, HelpText.help(option))
    }

    private static func entry(_ term: String, _ text: String) -> [String] { [".TP", term] + prose(text + ".") }

    private static func example(_ example: Example) -> [String] {
        [".PP", ".RS 4", ".nf", #"\fB\#(escape(example.line))\fR"#, ".fi", escape(example.purpose), ".RE"]
    }

    private static func paragraphs(_ texts: [String]) -> [String] {
        Array(texts.map(prose).joined(separator: [".PP"]))
    }

    /// Text in lines short enough for people who read the source.
    private static func prose(_ text: String) -> [String] { HelpLayout(width: 64).paragraph(text).map(escape) }

    /// Text in which nothing is a request; dashes stay dashes, so that options can be copied.
    static func escape(_ text: String) -> String {
        let body = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case _ where !scalar.isASCII: result += "\\[u\(String(scalar.value, radix: 16, uppercase: true))]"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return body.hasPrefix(".") ? "\\&" + body : body
    }
}
