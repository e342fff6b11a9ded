internal import SQLText

/// Makes a migration of a file.
struct MigrationLoader: Sendable {
    let folder: FilePath
    let root: FilePath
    /// The folder as it is shown in front of a file's name.
    private let shownFolder: String
    /// Names of the files that lead back, by version.
    let downFiles: [String: String]
    let placeholders: Placeholders
    let defaults: ScriptOptions
    /// Files of more bytes are not held in memory.
    let largeFile: Int
    /// Whether also files whose text is known are read.
    let readsKnown: Bool
    /// Whose SQL is in the files.
    let dialect: Dialect
    /// The revisions by their files' names, where the folder is a graph of them.
    let revisions: [String: Revision]
    /// What is left out where they are run in a database that is thrown away.
    let scratchFilter: ScratchFilter?
    /// What another tool's layout knows of the files; `nil` in Martlet's own.
    let layout: LayoutIndex?
    /// The migrations written in Swift, by the names that their files would have.
    let code: [String: SwiftMigration]

    init(
        folder: FilePath, root: FilePath, downFiles: [String: String], placeholders: Placeholders,
        defaults: ScriptOptions, largeFile: Int, readsKnown: Bool, dialect: Dialect,
        revisions: [String: Revision], scratchFilter: ScratchFilter? = nil, layout: LayoutIndex? = nil,
        code: [String: SwiftMigration] = [:]
    ) {
        self.folder = folder
        self.root = root
        self.downFiles = downFiles
        self.placeholders = placeholders
        self.defaults = defaults
        self.largeFile = largeFile
        self.readsKnown = readsKnown
        self.dialect = dialect
        self.revisions = revisions
        self.scratchFilter = scratchFilter
        self.layout = layout
        self.code = code
        shownFolder = folder.display(relativeTo: root)
    }

    /// A file of the folder as people see it.
    func display(_ name: String) -> String { shownFolder + "/" + name }

    /// Reads the file; if its digest is the known one, nothing more is read of it.
    func load(
        _ file: MigrationFileName, from directory: borrowing OpenScriptFolder, known: String?
    ) throws(MartletError) -> Migration {
        if file.isCode, let code = code[file.name] {
            return Migration(code, file, defaults: defaults, dialect)
        }
        if let known, !readsKnown, directory.hasChecksum(known, file.name) { return self.known(file, known) }
        let shown = display(file.name)
        // Where another tool parts a file, or ends a transaction of its own, has to be seen of the whole.
        guard let bytes = try directory.readUnlessLarger(file.name, than: layout == nil ? largeFile : .max) else {
            return try LargeMigrationLoader(loader: self, name: file).load(known: known)
        }
        let text = try SourceText(script: bytes, in: shown, dialect)
        let digest = SHA256Digest(of: text.utf8)
        if let known, !readsKnown, Checksum.text(known, says: digest) { return self.known(file, known) }
        if let layout { return try LayoutLoader(loader: self, index: layout).load(file, text, digest, directory) }
        let revision = try RevisionHeader.read(text.utf8, in: shown)
        guard revision?.revision == revisions[file.name] else { throw changed(revision, shown) }
        let content = try ScriptFile(text, defaults: defaults)
        let script = try script(of: content, file.version, directory, isRevision: revision != nil)
        // The first comment of a revision is most likely one of its changes.
        let isNamed = revision != nil && !file.title.isEmpty
        let description = isNamed ? content.statedDescription : content.description
        return Migration(
            version: file.version, description: description ?? file.title, file: shown,
            checksum: Checksum.text(digest), script: script, revision: revision?.revision)
    }

    /// A file whose text the history knows.
    func known(_ file: MigrationFileName, _ checksum: String) -> Migration {
        Migration(
            version: file.version, description: file.title, file: display(file.name), checksum: checksum, script: nil,
            revision: revisions[file.name], layout: layout?.layout.name ?? .martlet,
            isBaseline: layout?[file.version]?.isBaseline ?? false)
    }

    /// A header that the folder's listing did not have.
    private func changed(_ header: RevisionHeader?, _ shown: String) -> MartletError {
        // The listing looks into numbered files only where it has seen a revision.
        if revisions.isEmpty, let header { return MartletError(RevisionFolder.mixture(header, numbered: [])) }
        return MartletError(
            .changedSincePlan, "\(shown) changed while the folder was read", at: SourceLocation(file: shown),
            notes: [Diagnostic.nothingChanged], help: "run the same command again")
    }

    private func script(
        of file: ScriptFile, _ version: MigrationVersion, _ directory: borrowing OpenScriptFolder, isRevision: Bool
    ) throws(MartletError) -> MigrationScript {
        let upText = file.text.keeping(only: file.up)
        let up = try wayForward(try placeholders.filled(upText), file.options)
        var (down, downOptions) = (file.down, file.downOptions)
        if let name = downFiles[version.text] {
            guard down == nil else { throw twoWaysBack(file.text.name, name) }
            let downFile = try wayBack(name, try directory.read(name), options: file.options)
            (down, downOptions) = (downFile.text, downFile.options)
        }
        let downScript = try down.map { (text) throws(MartletError) in
            let script = Script(try placeholders.filled(text), options: downOptions)
            try ScriptRules.check(script, isMigration: false)
            return try forScratch(script)
        }
        // A block that only has its mark, as `martlet new` writes it, leads nowhere.
        let leadsBack = (downScript?.traits.statementCount ?? 0) > 0
        // From a merge of branches that does nothing itself, nothing leads back.
        let isBareMerge = isRevision && up.traits.statementCount == 0 && !file.options.isIrreversible
        return MigrationScript(
            options: file.options, dependencies: file.dependencies, up: up,
            down: leadsBack ? downScript : isBareMerge ? up : nil, tokenChecksum: Checksum.tokens(of: upText),
            upText: keepable(file.text.text(in: file.up)),
            downText: leadsBack ? down.flatMap { keepable($0.withoutMargin) } : isBareMerge ? "" : nil,
            wayBackMark: file.wayBackMark)
    }

    private func wayForward(_ text: SourceText, _ options: ScriptOptions) throws(MartletError) -> Script {
        let script = Script(text, options: options)
        try ScriptRules.check(script, isMigration: true)
        return try forScratch(script)
    }

    /// The same script without what is left out of a database that is thrown away.
    func forScratch(_ script: Script) throws(MartletError) -> Script {
        guard let scratchFilter else { return script }
        return try scratchFilter.kept(script)
    }

    /// Reads the file that leads back from a migration; without words of its own it is run as the migration is.
    func wayBack(_ name: String, _ bytes: [UInt8], options: ScriptOptions) throws(MartletError) -> ScriptFile {
        let shown = display(name)
        let text = try SourceText(script: bytes, in: shown, dialect)
        let file = try ScriptFile(text, defaults: options.ofWayBack, isWayBack: true)
        guard file.down == nil, file.up == 0..<text.utf8.count else {
            throw MartletError(
                .directive, "the whole file leads back: it has no sections", at: SourceLocation(file: shown),
                notes: ["nothing was changed"], help: "take the marks out")
        }
        return file
    }

    private func twoWaysBack(_ file: String, _ down: String) -> MartletError {
        MartletError(
            .directive, "two ways back: `\(down)`, and the one in the file itself", at: SourceLocation(file: file),
            notes: ["nothing was changed"], help: "remove one of them")
    }

    func keepable(_ text: String) -> String? { text.utf8.count <= RecordedScripts.limit ? text : nil }
}

extension SourceText {
    /// The text without blank lines around it, and without the blank margin that uncovering a commented block leaves.
    ///
    /// The margin stays where a quotation goes over several lines: there it is a part of what is run.
    var withoutMargin: String {
        let lines = utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let visible = quotesLineEnds ? [] : lines.filter { !$0.isBlank }
        let margin = visible.map { $0.prefix { $0 == UInt8(ascii: " ") }.count }.min() ?? 0
        var body = lines.map { $0.dropFirst(margin) }.drop(while: \.isBlank)
        while body.last?.isBlank == true { body = body.dropLast() }
        return String(decoding: Array(body.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self) + "\n"
    }

    private var quotesLineEnds: Bool {
        var found = false
        forEachToken { token, bytes in
            found = found || (token.kind.isSignificant && bytes.contains(UInt8(ascii: "\n")))
        }
        return found
    }
}

extension ArraySlice<UInt8> {
    /// Whether there is nothing to be seen for a database, to which only the blanks of ASCII are some.
    fileprivate var isBlank: Bool { allSatisfy { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) } }
}
