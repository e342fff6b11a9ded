internal import SQLText

/// Finds out whether a folder is a graph of revisions, and what is wrong with it if it is one.
struct RevisionFolder {
    let folder: MigrationFolder
    /// The files whose names begin with a number.
    let numbered: [MigrationFileName]
    /// Other files that have the name of a revision; most likely they are something else.
    let named: [MigrationFileName]

    /// What the headers of a folder come to.
    struct Graph {
        /// The files that are revisions.
        var files: [MigrationFileName] = []
        /// What they say, by their names.
        var revisions: [String: Revision] = [:]
        var problems: [Diagnostic] = []

        /// The files in the order of the graph; those that have no place in it come last.
        func ordered(_ files: [MigrationFileName]) -> [MigrationFileName] {
            let order = RevisionGraph(Array(revisions.values)).order
            let places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
            return files.sorted { (places[$0.version] ?? .max, $0.version) < (places[$1.version] ?? .max, $1.version) }
        }
    }

    /// Reads the headers; `nil` if the folder is none of revisions.
    ///
    /// A folder of numbered files costs a look into the first of them.
    func graph() -> Graph? {
        let others = named.map(look)
        guard (numbered.prefix(1).map(look) + others).contains(where: \.isRevision) else { return nil }
        return graph(of: numbered.map(look) + others)
    }

    /// A file and its header, if it has one, or what is wrong with it.
    private struct Found {
        let file: MigrationFileName
        let header: Result<RevisionHeader?, MartletError>

        /// Whether it is one, or was to be.
        var isRevision: Bool {
            if case .success(nil) = header { false } else { true }
        }
    }

    private func look(at file: MigrationFileName) -> Found {
        do throws(MartletError) {
            return Found(file: file, header: .success(try header(of: file)))
        } catch {
            return Found(file: file, header: .failure(error))
        }
    }

    private func graph(of found: [Found]) -> Graph {
        var graph = Graph()
        var headers: [(file: MigrationFileName, header: RevisionHeader)] = []
        var bare: [MigrationFileName] = []
        for found in found {
            switch found.header {
            case .success(let header?): headers.append((found.file, header))
            case .success(nil): if found.file.version.isNumeric { bare.append(found.file) }
            case .failure(let error):
                graph.problems += error.diagnostics
                // It has a place in the folder, if no way to be run.
                graph.files.append(found.file)
            }
        }
        if let first = headers.first, !bare.isEmpty {
            graph.problems.append(Self.mixture(first.header, numbered: bare.map { folder.display($0.name) }))
            graph.files += bare
        }
        graph.files += headers.map(\.file)
        for (file, header) in headers {
            graph.revisions[file.name] = header.revision
            if header.revision.id != file.version { graph.problems.append(disagreement(file, header)) }
        }
        // Where names and headers do not agree, nobody can tell who is whose parent.
        if graph.problems.isEmpty { graph.problems = problems(of: headers.map(\.header)) }
        return graph
    }

    /// Reads the top of a file; whatever cannot be read has none.
    private func header(of file: MigrationFileName) throws(MartletError) -> RevisionHeader? {
        guard let bytes = try? folder.scripts.top(of: file.name, limit: RevisionHeader.limit) else { return nil }
        return try RevisionHeader.read(bytes, in: folder.display(file.name))
    }

    // MARK: What is wrong

    private func problems(of headers: [RevisionHeader]) -> [Diagnostic] {
        let known = Set(headers.map(\.revision.id))
        var problems: [Diagnostic] = []
        for header in headers {
            for (parent, place) in zip(header.revision.parents, header.parentPlaces) where !known.contains(parent) {
                problems.append(
                    Diagnostic(
                        .revision, "\(header.revision.id) is built on \(parent), and there is no such revision",
                        at: place, notes: [Diagnostic.nothingChanged],
                        help: "bring the file of \(parent) back, or mend the `-- Parent:` line"))
            }
        }
        if let circle = RevisionGraph(headers.map(\.revision)).circle {
            let first = headers.first { $0.revision.id == circle.first }
            problems.append(
                Diagnostic(
                    .dependencyCycle,
                    "revisions are built on each other: " + circle.map(\.text).joined(separator: " → "),
                    at: first?.parentPlaces.first, notes: [Diagnostic.nothingChanged],
                    help: "mend one of the `-- Parent:` lines"))
        }
        return problems
    }

    private func disagreement(_ file: MigrationFileName, _ header: RevisionHeader) -> Diagnostic {
        let id = header.revision.id
        let rest = file.title.isEmpty ? "" : "_" + file.title.replacing(" ", with: "_")
        return Diagnostic(
            .revision, "the file's name begins with \(file.version), but it is the revision \(id)", at: header.place,
            notes: [Diagnostic.nothingChanged],
            help: "rename it to \(id)\(rest).sql, or mend the `-- Revision:` line")
    }

    /// Numbered files and revisions have no common order.
    static func mixture(_ header: RevisionHeader, numbered: [String]) -> Diagnostic {
        let more = numbered.count > 3 ? ["and \(numbered.count - 3) more"] : []
        return Diagnostic(
            .revision, "\(header.revision.id) is a revision in a folder of numbered migrations", at: header.place,
            notes: numbered.prefix(3).map { "has no `-- Revision:` line: \($0)" } + more
                + [Diagnostic.nothingChanged],
            help: "give every file the lines `-- Revision:` and `-- Parent:`, or none")
    }
}

extension MigrationFolder {
    func display(_ name: String) -> String { path.appending(name).display(relativeTo: root) }
}
