internal import SQLText

/// A file of a project's scripts as it was read: its text, what its comments say, and its parts.
struct ScriptFile {
    let text: SourceText
    private(set) var options = ScriptOptions()
    private(set) var dependencies: [Dependency] = []
    /// What its `-- Description:` line says.
    private(set) var statedDescription: String?
    private var firstComment: String?
    /// What it does: a header, else the first comment before the statements, which then speaks for the file.
    var description: String? { statedDescription ?? firstComment }
    /// The bytes of the way forward.
    private(set) var up: Range<Int>
    /// The way back, in a text with the file's own offsets.
    private(set) var down: SourceText?

    /// How the way back in the file runs: as the way forward, but in batches only if its own mark says so.
    private(set) var downOptions = ScriptOptions()

    /// The mark under which its way back stands, or would stand.
    var wayBackMark: String {
        guard let mark = upMark ?? downMark else { return "-- ROLLBACK:" }
        return mark.isDbmate ? "-- migrate:down" : "-- martlet:down"
    }

    private var upMark: Directive?
    private var downMark: Directive?
    private var rollbackMark: Directive?
    private var lookalikes: [(found: Lookalike, offset: SourceOffset)] = []
    private var foreignTool: String?
    private var downBatches = BatchOptions()
    private var given: [String: DirectiveOption] = [:]
    private var problems: [Diagnostic] = []

    /// Reads the directives, headers and sections of a text.
    /// - Parameter isWayBack: whether the whole file leads back, so that it may say so in a heading.
    /// - Throws: every mistake in them, with its place.
    init(
        _ text: SourceText, defaults: ScriptOptions = ScriptOptions(), isWayBack: Bool = false
    ) throws(MartletError) {
        self.text = text
        options = defaults
        // As sqlx has it, whose folders have the names of ours.
        if SqlxLayout.wantsNoTransaction(text) { options.transaction = .none }
        up = 0..<text.utf8.count
        for directive in Directive.all(in: text) {
            // Behind the mark every line is a comment that belongs to the way back.
            if rollbackMark != nil { break }
            take(directive)
        }
        downOptions = options.ofWayBack
        downOptions.batches = downBatches
        judgeLookalikes(hasSections: isWayBack || rollbackMark != nil || upMark != nil || downMark != nil)
        findSections()
        findDescription()
        if !problems.isEmpty { throw MartletError(problems) }
    }

    // MARK: Directives

    private mutating func take(_ directive: Directive) {
        switch directive.kind {
        case .up: upMark = firstMark(upMark, directive, "up")
        case .down: takeDownMark(directive)
        case .rollback: rollbackMark = directive
        case .allowance: break
        case .options: take(directive.options)
        case .header(let key, let value): takeHeader(key.lowercased(), value, directive)
        case .unknown(let word, let suggestion): noDirective(word, at: directive.offset, suggestion)
        case .lookalike(let found): lookalikes.append((found, directive.offset))
        case .foreign(let tool): takeForeign(tool, at: directive.offset)
        case .malformed(.unterminatedQuote, let offset): problem("the value has no closing quotation mark", at: offset)
        case .malformed(.missingKey, let offset): problem("an option without a name", at: offset)
        }
    }

    private mutating func firstMark(_ earlier: Directive?, _ directive: Directive, _ word: String) -> Directive {
        take(directive.options)
        guard let earlier else { return directive }
        problem("a second `\(word)` section", at: directive.offset, help: "put its statements into the first one")
        return earlier
    }

    /// What its mark says of batches is said of the way back alone.
    private mutating func takeDownMark(_ directive: Directive) {
        let forward = options.batches
        let given = given
        options.batches = BatchOptions()
        for key in BatchOptions.keys { self.given[key] = nil }
        downMark = firstMark(downMark, directive, "down")
        downBatches = options.batches
        options.batches = forward
        for key in BatchOptions.keys { self.given[key] = given[key] }
    }

    private mutating func take(_ list: [DirectiveOption]) {
        for option in list {
            if let fault = options.take(option) {
                problem(fault, at: option.offset)
            } else if let earlier = given.updateValue(option, forKey: option.key), earlier.value != option.value,
                !ScriptOptions.repeatable.contains(option.key)
            {
                problem("\(option.key) is set twice, and differently", at: option.offset, help: "keep one of them")
            }
        }
    }

    private mutating func takeHeader(_ key: String, _ value: String, _ directive: Directive) {
        switch key {
        case "description" where !value.isEmpty: statedDescription = statedDescription ?? value
        case "depends", "depends on":
            for item in value.split(separator: ",").map({ $0.trimmingBlanks }) where !item.isEmpty {
                let parts = item.split(separator: "/", maxSplits: 1).map(String.init)
                dependencies.append(
                    parts.count == 2
                        ? Dependency(database: parts[0], version: MigrationVersion(parts[1]))
                        : Dependency(version: MigrationVersion(item)))
            }
        default:
            guard let option = ScriptOptions.option(meantBy: key, value) else { return }
            let written = text.text(in: directive.line.content).prefix { $0 != ":" }
            let found = Lookalike(text: written + ":", suggestion: "martlet: " + option, isSection: false)
            lookalikes.append((found, directive.offset))
        }
    }

    // MARK: Mistakes

    /// One mark of another tool tells enough of a file.
    private mutating func takeForeign(_ tool: String, at offset: SourceOffset) {
        guard foreignTool == nil else { return }
        foreignTool = tool
        problem(
            "a mark of \(tool), which Martlet does not read", at: offset,
            help: "write `-- martlet:up` above the way forward and `-- martlet:down` above the way back, and take the"
                + " other marks out")
    }

    /// Between statements a lookalike is a mistake; among the columns of a table it is a comment.
    private mutating func judgeLookalikes(hasSections: Bool) {
        let suspects = lookalikes.filter { !($0.found.isSection && hasSections) }
        guard !suspects.isEmpty else { return }
        let statements = SQLScript.statements(in: text).map(\.range)
        for (found, offset) in suspects where !statements.contains(where: { $0.contains(offset.utf8) }) {
            noDirective(found.text, at: offset, found.suggestion)
        }
    }

    private mutating func noDirective(_ word: String, at offset: SourceOffset, _ suggestion: String?) {
        problem(
            "there is no directive `\(word)`", at: offset, help: suggestion.map { "did you mean `-- \($0)`?" })
    }

    private mutating func problem(_ message: String, at offset: SourceOffset, help: String? = nil) {
        problems.append(
            Diagnostic(
                .directive, message, at: text.location(of: offset), notes: ["nothing was changed"], help: help))
    }

    // MARK: Sections

    private mutating func findSections() {
        if let rollbackMark, let mark = downMark ?? upMark {
            problem(
                "`-- ROLLBACK:` in a file with sections", at: rollbackMark.offset,
                help: "use either the block, or `-- \(mark.isDbmate ? "migrate" : "martlet"):down`")
            return
        }
        if let rollbackMark {
            up = 0..<rollbackMark.line.range.lowerBound
            do throws(RollbackBlockError) {
                down = try RollbackBlock.script(of: text, from: rollbackMark.line)
            } catch {
                switch error {
                case .notCommented(let offset):
                    problem(
                        "a line of the rollback block is not behind `--`", at: offset,
                        help: "it runs to the end of the file: put `--` before the line, or move it above the mark")
                }
            }
        } else if upMark != nil || downMark != nil {
            splitAtMarks()
        }
    }

    private mutating func splitAtMarks() {
        let end = text.utf8.count
        let upStart = upMark?.line.range.upperBound ?? 0
        let downStart = downMark?.line.range.upperBound ?? end
        if let upMark, let downMark, downMark.offset < upMark.offset {
            up = upStart..<end
            down = text.keeping(only: downStart..<upMark.line.range.lowerBound)
        } else {
            up = upStart..<(downMark?.line.range.lowerBound ?? end)
            if downMark != nil { down = text.keeping(only: downStart..<end) }
        }
        let first = min(upMark?.offset ?? downMark?.offset, downMark?.offset ?? upMark?.offset)
        guard upMark != nil, let first,
            let stray = SQLScript.statements(in: text).first(where: { $0.offset < first })
        else { return }
        problem("a statement before the first section", at: stray.offset, help: "move it below `-- martlet:up`")
    }

    private func min(_ left: SourceOffset?, _ right: SourceOffset?) -> SourceOffset? {
        guard let left, let right else { return left ?? right }
        return left < right ? left : right
    }

    // MARK: Description

    private mutating func findDescription() {
        guard statedDescription == nil else { return }
        let first = SQLScript.statements(in: text).first?.range.lowerBound ?? text.utf8.count
        let marks = Set(Directive.all(in: text).map(\.line))
        let isMarked = SqlxLayout.wantsNoTransaction(text)
        let comment = CommentLines.all(in: text).first {
            $0.range.lowerBound < Swift.min(first, up.upperBound) && !$0.content.isEmpty && !marks.contains($0)
                && !(isMarked && $0.range.lowerBound == 0)
        }
        firstComment = comment.map { text.text(in: $0.content) }
    }
}

extension Directive {
    fileprivate var isDbmate: Bool { kind == .up(.dbmate) || kind == .down(.dbmate) }
}

extension StringProtocol {
    /// The text without blanks at its ends.
    var trimmingBlanks: String {
        var view = self[...]
        while view.first?.isWhitespace == true { view = view.dropFirst() }
        while view.last?.isWhitespace == true { view = view.dropLast() }
        return String(view)
    }
}
