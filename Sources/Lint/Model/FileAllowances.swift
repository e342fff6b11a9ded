internal import SQLText

/// The allowances of a file: those in its scripts, and those above them.
struct FileAllowances {
    /// An allowance, and the text that its place is one of.
    struct Entry {
        let allowance: Allowance
        let text: SourceText
        /// The number of its script; `nil` if it stands above them.
        let script: Int?
    }

    /// All of them, those of the scripts first.
    let all: [Entry]

    init(_ file: LintedFile) {
        var entries: [Entry] = []
        for (number, script) in file.scripts.enumerated() {
            entries += Allowance.all(in: script.text, statements: script.statements).map {
                Entry(allowance: $0, text: script.text, script: number)
            }
        }
        let lines = Set(entries.map(\.allowance.line))
        // Above the mark of a section: what stands there is a part of no script, and speaks for all of them.
        for allowance in Allowance.all(in: file.text, statements: []) where !lines.contains(allowance.line) {
            let whole = Allowance(
                codes: allowance.codes, reason: allowance.reason, scope: .file, range: allowance.range,
                line: allowance.line)
            entries.append(Entry(allowance: whole, text: file.text, script: nil))
        }
        all = entries
    }

    /// Which of them speak for a finding.
    func covering(_ code: String, script: Int, statement: Int?) -> [Int] {
        all.indices.filter { index in
            let entry = all[index]
            let isOfScript = entry.script == nil || entry.script == script || entry.allowance.scope == .file
            return isOfScript && entry.allowance.covers(code, statement: statement)
        }
    }
}
