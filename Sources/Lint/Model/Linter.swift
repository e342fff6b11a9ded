internal import SQLText

/// Asks the rules about files.
public struct Linter: Sendable {
    /// What came of one file.
    public struct Report: Sendable {
        /// What was found, by place.
        public var findings: [PlacedFinding] = []
        /// How many findings the file allows.
        public var allowedCount = 0
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
            for finding in RuleCatalogue.findings(in: script) where asks(finding.code) {
                let statement = script.statements.firstIndex { $0.range.overlapsOrTouches(finding.range) }
                let covering = allowances.covering(finding.code, script: number, statement: statement)
                for index in covering { used[index, default: []].insert(finding.code) }
                if covering.isEmpty {
                    let place = statement.map { script.statements[$0] }
                    report.findings.append(PlacedFinding(finding, in: script.text, statement: place))
                } else {
                    report.allowedCount += 1
                }
            }
        }
        let skipped = Set(RuleCatalogue.codes.filter { !asks($0) })
        for (index, entry) in allowances.all.enumerated() {
            let findings = AllowanceRules.findings(on: entry.allowance, used: used[index] ?? [], skipped: skipped)
            report.findings += findings.filter { asks($0.code) }.map {
                PlacedFinding($0, in: entry.text, statement: nil)
            }
        }
        report.findings.sort(by: PlacedFinding.precedes)
        return report
    }
}

extension Range<Int> {
    /// Whether a place in a statement is meant: an empty range touches the one that it stands in.
    fileprivate func overlapsOrTouches(_ other: Range<Int>) -> Bool {
        overlaps(other) || (other.isEmpty && contains(other.lowerBound))
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
