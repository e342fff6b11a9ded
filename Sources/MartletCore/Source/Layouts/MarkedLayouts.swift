internal import SQLText

extension [CommentedLine] {
    /// The layout of the tool that parts its files by marks, if one of these lines is one.
    var layout: (any MigrationLayout)? {
        for line in self {
            if line.words(after: "+goose") != nil { return GooseLayout() }
            if line.words(after: "migrate:up") != nil { return DbmateLayout() }
        }
        return nil
    }
}

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

extension DbmateLayout {
    var saysNoTransaction: Bool { true }

    func files(of draft: LayoutDraft) -> [NewFile]? {
        let option = draft.reason == nil ? "" : " transaction:false"
        let text = "-- migrate:up\(option)\n\n\(draft.up)\n-- migrate:down\(option)\n\n\(draft.down)"
        return [NewFile("\(draft.version())_\(draft.slug).sql", text)]
    }
}

/// `00001_words.sql` ordered by number, parted by `-- +goose Up` and `-- +goose Down`; there is no number 0, which stands
/// for "nothing applied" in the tool's table.
///
/// Source: <https://pressly.github.io/goose/documentation/annotations/>.
struct GooseLayout: MigrationLayout {
    let name = LayoutName.goose
    let order = VersionOrder.number
    let endingsOfCode = [".go"]

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
        var variables: [Range<Int>] = []
        var begin: Int?
        for line in text.commentedLines {
            guard let words = line.words(after: "+goose") else { continue }
            switch words.map({ $0.uppercased() }) {
            case ["UP"]: try marks.note(.up, line, nil, text)
            case ["DOWN"]: try marks.note(.down, line, nil, text)
            case ["NO", "TRANSACTION"]: options.transaction = .none
            case ["ENVSUB", "ON"]: begin = begin ?? line.range.upperBound
            case ["ENVSUB", "OFF"]:
                if let start = begin { variables.append(start..<line.range.lowerBound) }
                begin = nil
            default: continue
            }
        }
        if let begin { variables.append(begin..<text.utf8.count) }
        var sections = try marks.sections(of: text, options, named: "-- +goose Up")
        sections.variables = variables
        return sections
    }
}

extension GooseLayout {
    var saysNoTransaction: Bool { true }

    func files(of draft: LayoutDraft) -> [NewFile]? {
        // It parts statements by semicolons at the ends of lines, wherever these are.
        func whole(_ sql: String) -> String {
            sql.isEmpty ? "" : "-- +goose StatementBegin\n\(sql)-- +goose StatementEnd\n"
        }
        let mark = draft.reason == nil ? "" : "-- +goose NO TRANSACTION\n"
        let text = "\(mark)-- +goose Up\n\(whole(draft.up))\n-- +goose Down\n\(whole(draft.down))"
        return [NewFile("\(draft.version(first: "00001"))_\(draft.slug).sql", text)]
    }
}
