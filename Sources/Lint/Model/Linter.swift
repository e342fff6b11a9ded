internal import SQLText

/// Asks the rules about files.
public struct Linter: Sendable {
    /// What came of one file.
    public struct Report: Sendable {
        /// What was found, by place.
        public var findings: [PlacedFinding] = []
        /// How many findings the file allows.
        public var allowedCount = 0
        /// The indexes that its way forward makes.
        var indexes: [IndexedColumns] = []
        /// What its way forward says of the types of columns.
        var types: [TypeNote] = []
    }

    /// Which rules are asked: those of these codes, or all.
    private let chosen: Set<String>?
    /// The codes of rules that are not asked.
    private let ignored: Set<String>

    /// Makes a linter.
    /// - Parameters:
    ///   - chosen: the codes of the rules to ask; none for all of them.
    ///   - ignored: the codes of rules not to ask.
    public init(chosen: Set<String> = [], ignored: Set<String> = []) {
        self.chosen = chosen.isEmpty ? nil : chosen
        self.ignored = ignored
    }

    private func asks(_ code: String) -> Bool { !ignored.contains(code) && chosen?.contains(code) ?? true }

    /// Looks at one file.
    public func report(on file: LintedFile) -> Report {
        var report = Report()
        let allowances = FileAllowances(file)
        var used: [Int: Set<String>] = [:]
        for (number, script) in file.scripts.enumerated() {
            let lines = LineIndex(script.text)
            var digests = StatementDigests(script)
            let answers = RuleCatalogue.answers(to: script)
            if script.direction == .up {
                report.indexes += answers.indexes
                report.types += answers.types
            }
            for finding in answers.findings where asks(finding.code) {
                let statement = script.statement(around: finding.range.lowerBound)
                let covering = allowances.covering(finding.code, script: number, statement: statement)
                for index in covering { used[index, default: []].insert(finding.code) }
                if covering.isEmpty {
                    let digest = statement.map { digests.text(of: $0) }
                    report.findings.append(PlacedFinding(finding, in: script.text, lines, fingerprint: digest))
                } else {
                    report.allowedCount += 1
                }
            }
        }
        let skipped: Set<String> = allowances.all.isEmpty ? [] : RuleCatalogue.codes.filter { !asks($0) }
        for (index, entry) in allowances.all.enumerated() {
            let findings = AllowanceRules.findings(on: entry.allowance, used: used[index] ?? [], skipped: skipped)
            report.findings += findings.filter { asks($0.code) }.map {
                PlacedFinding($0, in: entry.text, LineIndex(entry.text))
            }
        }
        report.findings.sort(by: PlacedFinding.precedes)
        return report
    }
}

extension LintedScript {
    /// The number of the statement that a place stands in, from 0; `nil` between two of them.
    fileprivate func statement(around offset: Int) -> Int? {
        var (low, high) = (0, statements.count)
        while low < high {
            let middle = (low + high) / 2
            if statements[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < statements.count && statements[low].range.contains(offset) ? low : nil
    }
}

extension PlacedFinding {
    /// By place, then by code.
    fileprivate static func precedes(_ left: PlacedFinding, _ right: PlacedFinding) -> Bool {
        func key(_ placed: PlacedFinding) -> (Int, Int, String, String) {
            let position = placed.location.position
            return (position?.line ?? 0, position?.column ?? 0, placed.finding.code, placed.finding.message)
        }
        return key(left) < key(right)
    }
}
