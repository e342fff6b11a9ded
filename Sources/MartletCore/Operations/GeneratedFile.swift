/// A file whose text follows from a database: written, or compared with what is there.
struct GeneratedFile {
    let path: FilePath
    let text: String
    /// What its text is made from, for messages: `the schema`.
    let source: String
    /// What is to be said of one that has another text: `is out of date`.
    let objection: String
    /// The command that writes it.
    let command: String
    /// Whether its folder is made if it is not there.
    var makesFolder = false
    /// Which lines tell of a state and not of what the text is made from: a check passes over them.
    var isState: @Sendable (Substring) -> Bool = { _ in false }

    /// Writes the file, or says what would be done.
    /// - Parameter isCheck: whether it is only compared.
    /// - Throws: `answer-is-no`, if a check finds another text.
    func deliver(isCheck: Bool, _ context: OperationContext, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        if isCheck {
            try compare(shown)
            outcome.facts.append("\(shown) is up to date")
        } else if context.isDryRun {
            outcome.facts.append("would write \(shown)")
        } else {
            try FileSystem.requireNoDatabase(path, root: context.project.root)
            try requireNoScript(shown, context.project)
            if makesFolder, !FileSystem.isFolder(path.parent) { try FileSystem.createFolders(path.parent) }
            try FileSystem.write(text, to: path, access: .shared, replacing: true)
            outcome.files.append(shown)
        }
    }

    /// What is in a folder of scripts was written by people, or has been applied.
    private func requireNoScript(_ shown: String, _ project: Project) throws(MartletError) {
        // A folder that is the whole project's has more in it than scripts.
        let folders = project.databases.flatMap { [$0.migrations, $0.seeds] }.compactMap(\.self)
            .filter { !project.root.isInside($0) }
        guard FileSystem.exists(path), folders.contains(where: path.isInside) else { return }
        throw MartletError(
            .writeFailed, "\(shown) is there already, among the project's own scripts",
            notes: [Diagnostic.nothingChanged], help: "name another file with --output, or take that one away first")
    }

    private func compare(_ shown: String) throws(MartletError) {
        let current = FileSystem.exists(path) ? String(decoding: try FileSystem.read(path), as: UTF8.self) : ""
        let (before, now) = (withoutState(current), withoutState(text))
        if before == now { return }
        throw MartletError(
            .answerIsNo, "\(shown) \(objection)",
            notes: FirstDifference.notes(between: before, and: now, of: source) + ["nothing was changed"],
            help: "\(command) writes it anew")
    }

    /// The text without lines that tell of a state, and the empty ones in front of them.
    private func withoutState(_ text: String) -> String {
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard isState(line) else {
                lines.append(line)
                continue
            }
            if lines.last?.isEmpty ?? false { lines.removeLast() }
        }
        return lines.joined(separator: "\n")
    }
}

extension FileSystem {
    /// Refuses to write text over a database, a backup or a configuration.
    /// - Throws: `write-failed`, if there is one.
    package static func requireNoDatabase(_ path: FilePath, root: FilePath) throws(MartletError) {
        guard try info(of: path)?.kind == .file else { return }
        let content = try FileContent(of: path)
        let isDatabase = content == .database || content == .archive
        guard isDatabase || path.name == Project.fileName else { return }
        throw MartletError(
            .writeFailed,
            "\(path.display(relativeTo: root)) is a \(isDatabase ? "database or a backup" : "configuration"), not a file to"
                + " write text to",
            notes: [Diagnostic.nothingChanged], help: "name another file with --output")
    }
}
