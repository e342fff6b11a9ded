internal import Lint
internal import SQLText

/// Files that are looked at with the same settings.
struct LintGroup {
    var files: [LintedFile]
    /// The names of those that are asked for, where not all are: the others tell which indexes there are.
    var asked: Set<String>?
    var settings: LintSettings
    /// What is wrong with the folder and its files.
    var problems: [Diagnostic] = []
    /// Which migrations were not looked at, and why.
    var passedOver: [String] = []
}

/// Reads what lint looks at.
struct LintSources {
    let context: OperationContext
    let options: LintOperation.Options
    let currentFolder: FilePath

    /// The migrations of every database, database by database.
    func migrations() throws(MartletError) -> [LintGroup] {
        var groups: [LintGroup] = []
        for target in context.project.databases { groups.append(try migrations(of: target)) }
        return groups
    }

    private func migrations(of target: DatabaseTarget) throws(MartletError) -> LintGroup {
        let folder = Inventory(session: nil, target: target, context: context).folder
        let settings = merged(target.lint)
        guard target.embedded != EmbeddedScripts() || FileSystem.exists(target.migrations) else {
            throw MartletError(
                .fileUnreadable, "\(target.name) has no folder of migrations",
                at: SourceLocation(file: target.migrations.display(relativeTo: context.project.root)),
                help: "name files of SQL, or write the first migration: martlet new")
        }
        let content = try folder.content(try folder.names())
        let known = try self.target(settings)
        // Of layouts that have no way back in general, nobody asks for it.
        let knowsWaysBack = content.migrations.contains { migration in
            migration.layout == .martlet || migration.script?.down != nil
        }
        let files = Parallel.map(content.migrations.count, portion: LintOperation.portion) { index in
            lintedFiles(of: content.migrations[index], known, knowsWaysBack: knowsWaysBack)
        }.flatMap(\.self)
        let repeatables = content.repeatables.flatMap { lintedFiles(of: $0, known, knowsWaysBack: false) }
        var group = LintGroup(files: files + repeatables, settings: settings, problems: content.problems)
        group.passedOver = content.migrations.compactMap(reasonToPassOver)
        return group
    }

    /// Why there is no text of a migration to look at, if there is none.
    private func reasonToPassOver(_ migration: Migration) -> String? {
        guard let script = migration.script else { return nil }
        let version = migration.version
        if script.up.code != nil { return "\(version) was not looked at: it is written in Swift" }
        if script.up.text != nil { return nil }
        return "\(version) was not looked at: its file is too large to be held in memory"
    }

    /// The files of a migration; none if it is written in Swift, or too large to be held in memory.
    private func lintedFiles(of migration: Migration, _ target: LintTarget, knowsWaysBack: Bool) -> [LintedFile] {
        guard let script = migration.script, let text = script.up.text else { return [] }
        var up = linted(text, script.options, target)
        up.transactions = transactions(script.up.options)
        up.wayBack = wayBack(of: script, isAsked: knowsWaysBack)
        up.adviceOnWayBack = migration.adviceOnWayBack
        guard let back = script.down, let backText = back.text, backText.utf8 != text.utf8 else {
            return [LintedFile(text.asWritten, scripts: [up])]
        }
        var down = linted(backText, back.options, target)
        down.transactions = transactions(back.options)
        down.direction = .down
        if backText.name == text.name { return [LintedFile(text.asWritten, scripts: [up, down])] }
        return [
            LintedFile(text.asWritten, scripts: [up]), LintedFile(backText.asWritten, scripts: [down]),
        ]
    }

    private func linted(_ text: SourceText, _ options: ScriptOptions, _ target: LintTarget) -> LintedScript {
        var script = LintedScript(text)
        script.isMigration = true
        script.foreignKeys = options.foreignKeys
        script.isMeantEmpty = options.isEmpty
        script.target = target
        return script
    }

    private func transactions(_ options: ScriptOptions) -> LintedScript.Transactions {
        switch options.transaction {
        case .each: .one
        case .none: .none
        case .own: .own
        }
    }

    private func wayBack(of script: MigrationScript, isAsked: Bool) -> LintedScript.WayBack {
        if script.down != nil { return .given }
        if script.options.isIrreversible { return .irreversible }
        return isAsked ? .missing : .none
    }

    // MARK: Files of SQL

    /// Files that somebody named: those of a database's migrations as such, all others as scripts by themselves.
    func scripts(_ paths: [FilePath]) throws(MartletError) -> [LintGroup] {
        var left = paths
        var groups: [LintGroup] = []
        for target in context.project.databases where FileSystem.exists(target.migrations) {
            let own = left.filter { $0.parent == target.migrations || isInside($0, target) }
            guard !own.isEmpty else { continue }
            let names = Set(own.map { $0.display(relativeTo: context.project.root) })
            var group = try self.migrations(of: target)
            group.asked = names
            group.problems = group.problems.filter { problem in problem.location.map { names.contains($0.file) } ?? true
            }
            group.passedOver = []
            let named = Set(group.files.map(\.text.name) + group.problems.compactMap { $0.location?.file })
            left.removeAll { own.contains($0) && named.contains($0.display(relativeTo: context.project.root)) }
            groups.append(group)
        }
        if !left.isEmpty { groups.append(try plain(left)) }
        return groups
    }

    private func isInside(_ path: FilePath, _ target: DatabaseTarget) -> Bool {
        target.locations.contains { path.parent == target.migrations.appending($0) }
    }

    private func plain(_ paths: [FilePath]) throws(MartletError) -> LintGroup {
        let dialect = try dialect()
        let settings = merged(context.project.databases.first { $0.url.dialect == dialect }?.lint ?? LintSettings())
        let known = try target(settings)
        let read = Parallel.map(paths.count, portion: LintOperation.portion) { index in
            Result { () throws(MartletError) in try plain(paths[index], dialect, known) }
        }
        return LintGroup(files: try read.map { (file) throws(MartletError) in try file.get() }, settings: settings)
    }

    private func plain(_ path: FilePath, _ dialect: Dialect, _ target: LintTarget) throws(MartletError) -> LintedFile {
        let text = try SourceText(
            script: try FileSystem.read(path), in: path.display(relativeTo: currentFolder), dialect)
        return LintedFile(text, scripts: plainScripts(text, target))
    }

    /// The ways of a file that has marks for them, Martlet's or another tool's, or all of it as one script, which may begin
    /// transactions itself.
    private func plainScripts(_ text: SourceText, _ target: LintTarget) -> [LintedScript] {
        if let parts = try? text.commentedLinesAbove.layout?.sections(text, ScriptOptions()) {
            let up = way(text.keeping(only: parts.up), parts.options, target)
            return ways(up, parts.down.map { way($0, parts.downOptions ?? parts.options, target) })
        }
        if let file = try? ScriptFile(text), let down = file.down {
            return ways(way(text.keeping(only: file.up), file.options, target), way(down, file.options, target))
        }
        var script = LintedScript(text)
        script.transactions = .own
        script.direction = text.name.lowercased().utf8.hasEnding("down.sql") ? .down : .up
        script.target = target
        return [script]
    }

    private func way(_ text: SourceText, _ options: ScriptOptions, _ target: LintTarget) -> LintedScript {
        var way = linted(text, options, target)
        way.transactions = transactions(options)
        return way
    }

    private func ways(_ forward: LintedScript, _ back: LintedScript?) -> [LintedScript] {
        guard var back else { return [forward] }
        var forward = forward
        forward.wayBack = .given
        back.direction = .down
        return [forward, back]
    }

    private func dialect() throws(MartletError) -> Dialect {
        if let dialect = options.dialect { return dialect }
        let dialects = Set(context.project.databases.map(\.url.dialect))
        if context.project.configuration != nil || isGivenURL, dialects.count == 1, let dialect = dialects.first {
            return dialect
        }
        throw MartletError(
            .usage, "nobody says whose SQL it is", help: "add --dialect sqlite or --dialect postgres")
    }

    /// Whether the one database is one that somebody named, and not only the place of one in memory.
    private var isGivenURL: Bool { context.project.databases.contains { $0.url.isOnServer || $0.url.file != nil } }

    // MARK: Settings

    private func merged(_ settings: LintSettings) -> LintSettings {
        var merged = settings
        merged.ignored.formUnion(options.ignored)
        merged.failsOn = options.failsOn ?? settings.failsOn
        merged.baseline = options.baseline ?? settings.baseline
        merged.statistics = options.statistics ?? settings.statistics
        merged.serverVersion = options.serverVersion ?? settings.serverVersion
        return merged
    }

    private func target(_ settings: LintSettings) throws(MartletError) -> LintTarget {
        let statistics = try settings.statistics.map { (path) throws(MartletError) in
            try TableStatisticsFile.read(path, shownAs: path.display(relativeTo: context.project.root))
        }
        return LintTarget(version: settings.serverVersion, statistics: statistics)
    }
}
