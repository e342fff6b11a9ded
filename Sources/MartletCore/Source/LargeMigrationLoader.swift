internal import SQLText

/// Makes a migration of a file that is too large to hold: it is read through a window, and again when it runs.
struct LargeMigrationLoader {
    let loader: MigrationLoader
    let name: MigrationFileName

    private var path: FilePath { loader.folder.appending(name.name) }
    private var shown: String { loader.display(name.name) }

    /// Reads the file; if its digest is the known one, nothing more is read of it.
    func load(known: String?) throws(MartletError) -> Migration {
        do {
            return try loadThrowing(known: known)
        } catch let error as MartletError {
            throw error
        } catch {
            throw MartletError(.internalFault, "\(error)")
        }
    }

    private func loadThrowing(known: String?) throws -> Migration {
        let (digest, head, marks) = try readComments()
        if let known, !loader.readsKnown, Checksum.text(known, says: digest) {
            return loader.known(name, known)
        }
        let file = try parse(head)
        let section = try section(marks)
        let traits = try readTraits(section)
        let large = LargeFile(path: path, name: shown, digest: digest, section: section, dialect: loader.dialect)
        let up = Script(large, options: file.options, traits: traits)
        try ScriptRules.check(up, isMigration: true)
        if loader.scratchFilter != nil { try ScriptRules.checkReach(up) }
        guard loader.placeholders.values.isEmpty else { throw tooLarge("placeholders are filled in only there") }
        let down = try down(file.options)
        return Migration(
            version: name.version, description: file.description ?? name.title, file: shown,
            checksum: Checksum.text(digest),
            script: MigrationScript(
                options: file.options, dependencies: file.dependencies, up: up, down: down?.script,
                tokenChecksum: nil, upText: nil, downText: down?.text),
            revision: loader.revisions[name.name])
    }

    /// Comment lines of the file, one behind the other, and where each stands in the file.
    private struct Head {
        var text = ""
        var lines: [CommentLine] = []

        mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ line: CommentLine) {
            text += "-- " + String(decoding: bytes, as: UTF8.self) + "\n"
            lines.append(line)
        }
    }

    /// Reads the directives from the comment lines alone, in a text as long as they are.
    private func parse(_ head: Head) throws(MartletError) -> ScriptFile {
        do throws(MartletError) {
            return try ScriptFile(
                SourceText(head.text, name: shown, dialect: loader.dialect), defaults: loader.defaults)
        } catch {
            var relocated = error
            for index in relocated.diagnostics.indices {
                guard let place = relocated.diagnostics[index].location?.position else { continue }
                guard head.lines.indices.contains(place.line - 1) else { continue }
                let line = head.lines[place.line - 1]
                relocated.diagnostics[index].location = LargeFile.location(
                    of: line.offset, length: line.range.count, in: path, name: shown)
            }
            throw relocated
        }
    }

    /// The digest, the comment lines that matter, and the section marks.
    ///
    /// Options stand before any section; a mistake counts wherever it is.
    private func readComments() throws -> (SHA256Digest, Head, [Directive]) {
        var file = try FileWindowReader(path)
        let hasher = BackgroundHasher()
        var head = Head()
        var marks: [Directive] = []
        defer { hasher.finish() }
        try LargeFile.explaining(shown) {
            try CommentLineReader(dialect: loader.dialect).run(
                read: { try file.read(into: $0) }, observe: { hasher.update($0) },
                body: { bytes, line in
                    let directive = Directive(bytes, line: line)
                    if let directive, directive.isSectionMark { marks.append(directive) }
                    let limit = directive?.isMistake == true ? 1 << 17 : marks.isEmpty ? 1 << 16 : 0
                    if head.text.utf8.count < limit { head.add(bytes, line) }
                })
        }
        return (hasher.finish(), head, marks)
    }

    /// The part that leads forward.
    ///
    /// A way back in the same file would have to be held in memory to be recorded.
    private func section(_ marks: [Directive]) throws(MartletError) -> Range<Int>? {
        guard let first = marks.first else { return nil }
        guard case .up = first.kind, marks.count == 1 else {
            throw tooLarge("the way back has to be in a file of its own: \(path.stem).down.sql")
        }
        return first.line.range.upperBound..<Int.max
    }

    private func readTraits(_ section: Range<Int>?) throws -> ScriptTraits {
        var file = try FileWindowReader(path)
        var traits = ScriptTraits()
        traits.byteCount = file.identity.size
        try LargeFile.explaining(shown) {
            try StatementReader(section: section, dialect: loader.dialect).run(
                read: { try file.read(into: $0) },
                body: { sql, head in traits.take(head, sql, loader.dialect) })
        }
        return traits
    }

    private func down(_ options: ScriptOptions) throws(MartletError) -> (script: Script, text: String)? {
        guard let down = loader.downFiles[name.version.text] else { return nil }
        let bytes = try FileSystem.read(loader.folder.appending(down), limit: RecordedScripts.limit)
        let file = try loader.wayBack(down, bytes, options: options)
        let script = Script(file.text, options: file.options)
        try ScriptRules.check(script, isMigration: false)
        guard script.traits.statementCount > 0 else { return nil }
        return (try loader.forScratch(script), file.text.withoutMargin)
    }

    private func tooLarge(_ reason: String) -> MartletError {
        MartletError(
            .directive, "the file is larger than \(loader.largeFile >> 20) MiB and is not held in memory: \(reason)",
            at: SourceLocation(file: shown), notes: ["nothing was changed"])
    }
}

extension Directive {
    fileprivate var isSectionMark: Bool {
        switch kind {
        case .up, .down, .rollback: true
        default: false
        }
    }

    fileprivate var isMistake: Bool {
        switch kind {
        case .unknown, .malformed, .foreign: true
        case .lookalike(let found): found.isSection
        default: false
        }
    }
}
