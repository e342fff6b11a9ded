internal import SQLText

/// `20240102_words.sql` in the order of the names, parted by `-- migrate:up` and `-- migrate:down`.
///
/// Source: <https://github.com/amacneil/dbmate#creating-migrations>.
struct DbmateLayout: MigrationLayout {
    let name = LayoutName.dbmate
    let order = VersionOrder.path

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql") else { return nil }
        let digits = stem.utf8.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        let words = String(stem[digits.endIndex...].drop { "_-. ".contains($0) })
        return LayoutPart(role: .forward, version: String(Substring(digits)), title: words.inWords)
    }

    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var marks = SectionMarks()
        for line in text.commentedLines where line.isAtMargin {
            for (mark, side) in [("migrate:up", SectionMarks.Side.up), ("migrate:down", .down)] {
                guard let rest = line.words(after: mark) else { continue }
                var options = defaults
                if rest.contains("transaction:false") { options.transaction = .none }
                try marks.note(side, line, options, text)
            }
        }
        return try marks.sections(of: text, defaults, named: "-- migrate:up")
    }
}

/// `00001_words.sql` ordered by number, parted by `-- +goose Up` and `-- +goose Down`; there is no number 0, which stands
/// for "nothing applied" in the tool's table.
///
/// Source: <https://pressly.github.io/goose/documentation/annotations/>.
struct GooseLayout: MigrationLayout {
    let name = LayoutName.goose
    let order = VersionOrder.number

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql"), let (version, title) = stem.numbered(separators: "_"),
            stem.contains("_"), version.contains(where: { $0 != "0" })
        else { return nil }
        return LayoutPart(role: .forward, version: version, title: title)
    }

    /// Where a statement ends, the lexer knows better than `StatementBegin`: those marks are comments to it.
    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var marks = SectionMarks()
        var options = defaults
        for line in text.commentedLines {
            guard let words = line.words(after: "+goose") else { continue }
            switch words.map({ $0.uppercased() }) {
            case ["UP"]: try marks.note(.up, line, nil, text)
            case ["DOWN"]: try marks.note(.down, line, nil, text)
            case ["NO", "TRANSACTION"]: options.transaction = .none
            case ["ENVSUB", "ON"]:
                throw SectionMarks.fault(
                    "variables of the environment are not filled in", line, text,
                    help: "take the mark out, and give the values with --placeholder NAME=VALUE")
            default: continue
            }
        }
        return try marks.sections(of: text, options, named: "-- +goose Up")
    }
}

/// `20240102_words.sql` in the order of the names, beside `atlas.sum`.
///
/// Source: <https://atlasgo.io/concepts/migration-directory-integrity>.
struct AtlasLayout: MigrationLayout {
    let name = LayoutName.atlas
    let order = VersionOrder.path

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql") else { return nil }
        let version = stem.prefix { $0 != "_" }
        guard !version.isEmpty else { return nil }
        return LayoutPart(
            role: .forward, version: String(version), title: String(stem.dropFirst(version.count + 1)).inWords)
    }

    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var options = defaults
        for line in text.commentedLines {
            if line.words(after: "atlas:txmode")?.first == "none" { options.transaction = .none }
            if line.words(after: "atlas:checkpoint") != nil {
                throw SectionMarks.fault(
                    "a checkpoint stands for the files before it, which are run here", line, text,
                    help: "list the file under `ignore:` in martlet.yaml")
            }
        }
        return LayoutSections(up: 0..<text.utf8.count, options: options)
    }
}
