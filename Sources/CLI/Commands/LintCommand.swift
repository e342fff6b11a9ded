import Lint
import MartletCore
import SQLText

/// Runs `martlet lint`.
struct LintCommand: Command {
    static let spec = CommandSpec.lint

    private let files: [String]
    private let form: LintForm?
    private let baseline: String?
    private let statistics: String?
    private var options = LintOperation.Options()

    init(_ invocation: Invocation) throws(MartletError) {
        files = invocation.arguments("FILE")
        form = invocation.choice("as")
        baseline = invocation.value("baseline")
        statistics = invocation.value("statistics")
        options.dialect = invocation.choice("dialect")
        options.failsOn = invocation.choice("fail-on")
        options.chosen = Set(invocation.values("rule"))
        options.ignored = Set(invocation.values("ignore"))
        options.writesBaseline = invocation.flag("write-baseline")
        options.writesStatistics = invocation.flag("write-statistics")
        guard let version = invocation.value("server-version") else { return }
        options.serverVersion = EngineVersion(version)
        if options.serverVersion == nil {
            throw MartletError(
                .usage, "\(PrintableText.escaping(version)) is no version of a server",
                help: "write numbers with dots: --server-version 15")
        }
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        if form != nil, context.globals.format != .text {
            throw MartletError(.usage, "--as and --json are two forms of one report", help: "choose one of them")
        }
        let operations = files.isEmpty ? try context.operations() : try context.operationsWithoutProject()
        let folder = try FileSystem.currentFolder()
        var options = options
        options.baseline = try path(baseline, in: folder)
        options.statistics = try path(statistics, in: folder)
        var paths: [FilePath] = []
        for file in files { paths.append(try FilePath(validating: file).resolved(against: folder)) }
        let outcome = LintOperation(operations, files: paths, options, currentFolder: folder).run()
        if let report = outcome.lint { show(report, context) }
        return context.report(outcome) { _ in [] }
    }

    private func path(_ text: String?, in folder: FilePath) throws(MartletError) -> FilePath? {
        guard let text else { return nil }
        return try FilePath(validating: text).resolved(against: folder)
    }

    private func show(_ report: LintReport, _ context: CommandContext) {
        if let form {
            context.console.print(file: form.text(report))
        } else if !report.findings.isEmpty || !context.globals.isQuiet {
            context.console.print(LintText.lines(report, width: context.console.terminal.width))
        }
    }
}
