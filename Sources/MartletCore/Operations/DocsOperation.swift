internal import SchemaModel

/// Writes the document of each database's schema: what there is, how it came to be, what refers to what.
public struct DocsOperation {
    /// What is written.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// A folder of pages: an index, one for each table and view, and diagrams.
        case markdown
        /// One page, which needs nothing else.
        case html
        /// The diagram as a picture.
        case svg
        /// The diagram as text for Mermaid.
        case mermaid
        /// The diagram as text for Graphviz.
        case dot
        /// The schema as data.
        case json

        /// The form that the ending of a file's name asks for; Markdown is a folder.
        public init?(fileExtension: String?) {
            switch fileExtension?.lowercased() {
            case nil: self = .markdown
            case "html", "htm": self = .html
            case "svg": self = .svg
            case "mmd", "mermaid": self = .mermaid
            case "dot", "gv": self = .dot
            case "json": self = .json
            default: return nil
            }
        }

        /// The file of this form in the folder of the documents.
        var fileName: String {
            switch self {
            case .markdown: "README.md"
            case .html: "schema.html"
            case .svg: "schema.svg"
            case .mermaid: "schema.mmd"
            case .dot: "schema.dot"
            case .json: "schema.json"
            }
        }
    }

    /// Where it goes.
    public enum Destination: Sendable, Hashable {
        /// The folder of the configuration; the outcome where none is named.
        case configured
        /// This file; of Markdown this folder.
        case path(FilePath)
        /// Nowhere but into the outcome.
        case outcome
    }

    let context: OperationContext
    let form: Form
    let destination: Destination
    /// Whether the files are only compared.
    let isCheck: Bool

    /// Makes the operation.
    public init(
        _ context: OperationContext, _ form: Form = .markdown, _ destination: Destination = .configured,
        check: Bool = false
    ) {
        self.context = context
        self.form = form
        self.destination = destination
        self.isCheck = check
    }

    /// Documents every database.
    public func run() -> Outcome {
        context.forEachDatabase("docs", goesOn: true) { (target, outcome) throws(MartletError) in
            if let lack = missingPlace(of: target) {
                guard context.project.databases.contains(where: { $0.docs != nil }) else {
                    throw MartletError(
                        .usage, lack, help: "name one with --output PATH, or under docs: in martlet.yaml")
                }
                return outcome.facts.append("not documented, as docs: in martlet.yaml names no folder for it")
            }
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                try context.requireGoingOn()
                outcome.server = session.driver.server
                try outcome.takeTableProblems(of: session)
                try write(session, &outcome)
            }
        }
    }

    /// What a database has no place for; `nil` if it has one, or needs none.
    private func missingPlace(of target: DatabaseTarget) -> String? {
        guard destination == .configured, target.docs == nil else { return nil }
        if form == .markdown { return "the pages of \(target.name) have no folder to go to" }
        return isCheck ? "\(target.name) has no file to compare with" : nil
    }

    private func write(_ session: DatabaseSession, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let target = session.target
        let place = place(for: target)
        let document = DocumentedDatabase(session: session, notes: try notes(of: target), root: context.project.root)
        let schema = try document.schema()
        try context.requireGoingOn()
        outcome.facts += schema.omissions.map { "not described: \($0.kind) \($0.name): \($0.reason)" }
        if form == .markdown, let place {
            let pages = try self.document(document, schema, session, &outcome).markdown()
            return try write(DocumentFolder(place, pages, root: context.project.root), &outcome)
        }
        let text = try text(document, schema, session, &outcome)
        guard let place else {
            outcome.document = text
            return
        }
        // The diagram is one of the folder's files, and may stand where they come to stand.
        try write(form == .svg ? text + DocumentFolder.mark : text, place, &outcome)
    }

    private func document(
        _ document: DocumentedDatabase, _ schema: Schema, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> SchemaDocument {
        let inventory = Inventory(session: session, target: session.target, context: context)
        var history: DocumentedHistory
        if try inventory.hasNoMigrations() {
            outcome.diagnostics += warning(ofMissing: session.target.migrations)
            history = document.history(context.project)
        } else {
            // What is wrong with the folder is for `status` and `check` to tell.
            let statuses = try inventory.survey(parsingAll: true).0
            history = try document.history(statuses, context.project, in: inventory.folder)
        }
        history.remarks = document.remarks(schema)
        return SchemaDocument(schema, history)
    }

    /// Where nobody has named a folder of migrations, nobody misses the usual one.
    private func warning(ofMissing folder: FilePath) -> [Diagnostic] {
        let usual = context.project.root.appending(Project.defaultMigrations)
        if folder == usual || folder.isInside(usual) { return [] }
        return [
            Diagnostic(
                .fileUnreadable, "there is no folder \(folder)", severity: .warning,
                notes: ["the document tells of no migrations"], help: "name another one: --migrations FOLDER")
        ]
    }

    private func text(
        _ document: DocumentedDatabase, _ schema: Schema, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> String {
        switch form {
        case .markdown:
            return try self.document(document, schema, session, &outcome).markdown().first?.text ?? ""
        case .html: return try self.document(document, schema, session, &outcome).html()
        case .svg:
            var options = SVGOptions()
            options.title = "Tables of \(session.target.name) and their foreign keys"
            return Diagram(schema.inShort).svg(options)
        case .mermaid: return Diagram(schema.inShort).mermaid()
        case .dot: return Diagram(schema.inShort).dot()
        case .json: return try json(schema)
        }
    }

    private func json(_ schema: Schema) throws(MartletError) -> String {
        guard case .object(var members) = try schema.json() else { return "" }
        members["fingerprint"] = .string(try schema.fingerprint())
        return JSONValue.object(members).pretty + "\n"
    }

    /// What a person has written beside the documents: in the folder that the pages go to, else in that of the
    /// configuration.
    private func notes(of target: DatabaseTarget) throws(MartletError) -> DocumentNotes {
        let folders = [form == .markdown ? place(for: target) : nil, target.docs].compactMap(\.self)
        let files = folders.map { $0.appending(DocumentNotes.fileName) }
        guard let file = files.first(where: FileSystem.exists) else { return DocumentNotes() }
        let bytes = try FileSystem.read(file, limit: ConfigText.sizeLimit)
        return try DocumentNotes(bytes: bytes, name: file.display(relativeTo: context.project.root))
    }

    // MARK: Files

    private func place(for target: DatabaseTarget) -> FilePath? {
        switch destination {
        case .configured: form == .markdown ? target.docs : target.docs?.appending(form.fileName)
        case .path(let path): path
        case .outcome: nil
        }
    }

    private func write(_ folder: DocumentFolder, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let shown = folder.path.display(relativeTo: context.project.root)
        let changes = try folder.changes()
        if isCheck, !changes.isEmpty { throw try folder.problem(changes) }
        if changes.isEmpty {
            outcome.facts.append("\(shown) is up to date")
        } else if context.isDryRun {
            let count = changes.written.count
            outcome.facts.append("would write \(count) \(count == 1 ? "file" : "files") in \(shown)")
        } else {
            outcome.files += try folder.apply(changes)
            outcome.facts += changes.removed.map { "removed \($0.display(relativeTo: context.project.root))" }
        }
    }

    private func write(_ text: String, _ path: FilePath, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let file = GeneratedFile(
            path: path, text: text, source: "the document", objection: "is out of date", command: "martlet docs",
            makesFolder: destination == .configured)
        try file.deliver(isCheck: isCheck, context, &outcome)
    }
}
