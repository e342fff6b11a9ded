public import Lint
public import SQLText

/// Asks the rules about the migrations of a project, or about files of SQL; no database is needed.
public struct LintOperation {
    /// What is wanted, beside what `martlet.yaml` says.
    public struct Options: Sendable, Hashable {
        /// Whose SQL is in files that belong to no database of the project.
        public var dialect: Dialect?
        /// The codes of the only rules to ask; none for all of them.
        public var chosen: Set<String> = []
        /// The codes of more rules not to ask.
        public var ignored: Set<String> = []
        /// What makes the answer no, this and worse.
        public var failsOn: Finding.Severity?
        /// The file of findings that are known.
        public var baseline: FilePath?
        /// Whether that file is written anew, with all that is found.
        public var writesBaseline = false
        /// The file with the sizes of tables.
        public var statistics: FilePath?
        /// Whether that file is first written anew, by what the database says; of PostgreSQL alone.
        public var writesStatistics = false
        /// The oldest version of the engine that scripts have to run on.
        public var serverVersion: EngineVersion?

        /// All rules, as the project says.
        public init() {}
    }

    let context: OperationContext
    let files: [FilePath]
    let options: Options
    let currentFolder: FilePath

    /// Makes the operation.
    /// - Parameters:
    ///   - files: files of SQL; none for the migrations of every database.
    ///   - currentFolder: what their names are shown relative to.
    public init(
        _ context: OperationContext, files: [FilePath] = [], _ options: Options = Options(), currentFolder: FilePath
    ) {
        self.context = context
        self.files = files
        self.options = options
        self.currentFolder = currentFolder
    }

    /// How many files a thread takes at a time: one of them may be as long as all others.
    static let portion = 8

    /// Looks at the scripts.
    public func run() -> Outcome {
        var outcome = Outcome(command: "lint")
        do throws(MartletError) {
            try requireKnown(options.chosen.union(options.ignored))
            let sources = LintSources(context: context, options: options, currentFolder: currentFolder)
            if options.writesStatistics {
                outcome.facts += try LintStatistics(context: context, file: options.statistics).write()
            }
            let groups = try files.isEmpty ? sources.migrations() : sources.scripts(files)
            outcome.diagnostics = groups.flatMap(\.problems)
            outcome.facts += groups.flatMap(\.passedOver)
            let report = try look(at: groups, &outcome)
            outcome.lint = report
            let isNo = groups.contains { report.has($0.settings.failsOn ?? .warning) }
            outcome.exitStatus = isNo ? .answerIsNo : .done
            let errors = outcome.diagnostics.filter { $0.severity == .error }
            if !errors.isEmpty { outcome.exitStatus = MartletError(errors).exitStatus }
            return outcome
        } catch {
            return Outcome(command: "lint", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
    }

    private func look(at groups: [LintGroup], _ outcome: inout Outcome) throws(MartletError) -> LintReport {
        var report = LintReport()
        var baselines: [FilePath: [PlacedFinding]] = [:]
        for group in groups {
            let linter = Linter(chosen: options.chosen, ignored: group.settings.ignored)
            let parts = look(at: group, linter)
            report.fileCount += parts.count
            report.allowedCount += parts.reduce(0) { $0 + $1.allowedCount }
            let found = parts.flatMap(\.findings)
            if let path = group.settings.baseline {
                baselines[path, default: []] += found
            } else {
                report.findings += found
            }
        }
        if options.writesBaseline, baselines.isEmpty { throw Self.noBaseline }
        for (path, found) in baselines.sorted(by: { $0.key.string < $1.key.string }) {
            try apply(path, found, to: &report, &outcome)
        }
        return report
    }

    /// What the rules say of each of the files that are asked for.
    private func look(at group: LintGroup, _ linter: Linter) -> [Linter.Report] {
        let files = group.files
        var reports = Parallel.map(files.count, portion: Self.portion) { linter.report(on: files[$0]) }
        reports.withdrawServedIndexes()
        reports.withdrawNotedTypes()
        guard let asked = group.asked else { return reports }
        return zip(files, reports).filter { asked.contains($0.0.text.name) }.map(\.1)
    }

    private func apply(
        _ path: FilePath, _ found: [PlacedFinding], to report: inout LintReport, _ outcome: inout Outcome
    ) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        if options.writesBaseline {
            try FileSystem.write(FindingBaseline(found).text, to: path, access: .shared, replacing: true)
            report.knownCount += found.count
            outcome.facts.append("wrote \(shown): \(Self.count(found.count))")
            return
        }
        let baseline = try read(path, shown)
        let (new, knownCount) = baseline.removingKnown(from: found)
        report.findings += new
        report.knownCount += knownCount
        let stale = files.isEmpty && options.chosen.isEmpty ? baseline.staleCount(among: found) : 0
        guard stale > 0 else { return }
        outcome.facts.append(
            "\(shown): \(Self.count(stale)) no longer there; martlet lint --write-baseline takes them out")
    }

    private func read(_ path: FilePath, _ shown: String) throws(MartletError) -> FindingBaseline {
        let bytes = try FileSystem.read(path)
        do throws(FindingBaseline.Fault) {
            return try FindingBaseline(text: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw MartletError(
                .config, "line \(error.line) of \(shown) is none of a baseline", at: SourceLocation(file: shown),
                help: "write it anew: martlet lint --write-baseline --baseline \(shown)")
        }
    }

    private static func count(_ count: Int) -> String { "\(count) finding\(count == 1 ? "" : "s")" }

    private static let noBaseline = MartletError(
        .usage, "there is no file for the baseline",
        help: "name one with --baseline PATH, or under lint: in martlet.yaml")

    private func requireKnown(_ codes: Set<String>) throws(MartletError) {
        for code in codes.sorted() where !RuleCatalogue.codes.contains(code) {
            let near = closestMatch(to: code, among: RuleCatalogue.codes.sorted()).map { "did you mean \($0)?" }
            throw MartletError(
                .usage, "there is no rule \(PrintableText.escaping(code))",
                help: near ?? "docs/rules/README.md lists the rules")
        }
    }
}
