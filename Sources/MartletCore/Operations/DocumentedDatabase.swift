internal import SQLText
internal import SchemaModel

/// What a schema document says of a database beside its schema: from its migrations, and from its notes.
struct DocumentedDatabase {
    let session: DatabaseSession
    let notes: DocumentNotes
    /// Tells where a file is, for people.
    let root: FilePath

    private var target: DatabaseTarget { session.target }

    /// The schema, with the comments of the notes.
    /// - Throws: `config`, if the notes speak of what is not there.
    func schema() throws(MartletError) -> Schema {
        var schema = try session.asking { () throws(DriverError) in
            try session.driver.schema(excluding: try session.history.tablesOfHistories())
        }
        for table in notes.tables { try comment(table, in: &schema) }
        return schema
    }

    /// What the notes say of the whole, where there are no migrations.
    func history(_ project: Project) -> DocumentedHistory {
        var history = DocumentedHistory(
            project: notes.project ?? project.name, engine: session.driver.server.name,
            database: notes.database ?? target.name, tool: notes.tool ?? "Martlet")
        history.heading = notes.heading ?? history.heading
        history.maintainer = notes.maintainer ?? "martlet docs"
        history.user = notes.user
        history.applyCommands = commands(notes.apply)
        history.rollbackCommands = commands(notes.rollback)
        history.notes = notes.notes
        return history
    }

    /// How the schema came to be.
    func history(
        _ statuses: [MigrationStatus], _ project: Project, in folder: MigrationFolder
    ) throws(MartletError) -> DocumentedHistory {
        var history = history(project)
        history.location = target.migrations.display(relativeTo: root) + "/"
        // What a script recorded was there before its migrations, as far as anybody knows.
        let documented = statuses.filter { $0.state != .skipped && $0.state != .unusable }
        let order = documented.filter { $0.state == .recorded } + documented.filter { $0.state != .recorded }
        for status in order { history.migrations.append(try migration(status, order, folder)) }
        let option = project.option(choosing: target.name)
        if notes.apply == nil {
            history.applyCommands = [DocumentedCommand("Apply all pending migrations", "martlet migrate\(option)")]
        }
        if notes.rollback == nil {
            history.rollbackCommands = [DocumentedCommand("Rollback last migration", "martlet rollback\(option)")]
        }
        let problems = statuses.count(where: \.needsPerson)
        if problems > 0 {
            history.state = "\(problems) \(problems == 1 ? "migration needs" : "migrations need") a person"
        }
        return history
    }

    /// What the notes say of single tables, of those that the schema has.
    func remarks(_ schema: Schema) -> [DocumentedRemark] {
        notes.tables.flatMap { table -> [DocumentedRemark] in
            guard let name = schema.tables.map(\.name).first(where: { table.means($0) }) else { return [] }
            return table.remarks.map { DocumentedRemark($0.title, on: name, $0.items) }
        }
    }

    private func commands(_ given: [DocumentNotes.Command]?) -> [DocumentedCommand] {
        (given ?? []).map { DocumentedCommand($0.purpose, $0.line) }
    }

    // MARK: Comments

    private func comment(_ note: DocumentNotes.Table, in schema: inout Schema) throws(MartletError) {
        if let place = schema.tables.firstIndex(where: { note.means($0.name) }) {
            schema.tables[place].comment = note.comment ?? schema.tables[place].comment
            try comment(note, &schema.tables[place].columns)
        } else if let place = schema.views.firstIndex(where: { note.means($0.name) }) {
            schema.views[place].comment = note.comment ?? schema.views[place].comment
            try comment(note, &schema.views[place].columns)
        } else {
            let names = schema.tables.map(\.name.name) + schema.views.map(\.name.name)
            throw unknown("table or view", note.name, in: target.name, among: names)
        }
    }

    private func comment(_ note: DocumentNotes.Table, _ columns: inout [Column]) throws(MartletError) {
        for (name, comment) in note.columns {
            guard let place = columns.firstIndex(where: { $0.name == name.text }) else {
                throw unknown("column", name, in: note.name.text, among: columns.map(\.name))
            }
            columns[place].comment = comment
        }
    }

    private func unknown(_ kind: String, _ name: YAMLScalar, in whole: String, among names: [String]) -> MartletError {
        let near = closestMatch(to: name.text, among: names).map { "did you mean \($0)?" }
        return notes.fault(
            "there is no \(kind) \(ConfigText.shown(name.text)) in \(whole)", at: name,
            help: near ?? "take it out of \(DocumentNotes.fileName), or bring the database up to date")
    }

    // MARK: Migrations

    private func migration(
        _ status: MigrationStatus, _ all: [MigrationStatus], _ folder: MigrationFolder
    ) throws(MartletError) -> DocumentedMigration {
        var documented = DocumentedMigration(version: status.version.text, name: status.description)
        documented.isApplied = status.isApplied
        documented.isReversible = status.row?.leadsBack == true || status.migration?.script?.down != nil
        documented.parents = parents(of: status, among: all)
        guard let migration = status.migration else {
            documented.safetyNotes = [
                status.state == .recorded ? "Recorded by a script; no file belongs to it" : "Its file is gone"
            ]
            return documented
        }
        documented.files = [migration.file]
        guard let script = migration.script, migration.code == nil else { return documented }
        let said = try ScriptNotes(
            folder.scripts.top(of: migration.fileName, limit: RevisionHeader.limit), in: migration.file)
        let found = try MigrationSummary(script.up)
        documented.date = said.date.isEmpty ? nil : said.date
        documented.changes = said.changes.isEmpty ? found.changes : said.changes
        documented.safetyNotes = said.safety.isEmpty ? found.losses : said.safety
        documented.dataMigration = said.dataMigration.map(Self.answer) ?? found.rowChange
        return documented
    }

    /// Of a graph what the headers say; of numbered files the one before.
    private func parents(of status: MigrationStatus, among all: [MigrationStatus]) -> [String] {
        if let revision = status.migration?.revision { return revision.parents.map(\.text) }
        let line = all.filter { ($0.state == .recorded) == (status.state == .recorded) }
        guard let place = line.firstIndex(where: { $0 === status }), place > 0 else { return [] }
        return [line[place - 1].version.text]
    }

    /// `Yes - populates prompts` without the answer; nothing for No.
    private static func answer(_ text: String) -> String? {
        let word = text.prefix { $0.isLetter }.lowercased()
        if word == "no" || word == "none" { return nil }
        guard word == "yes" else { return text }
        return String(text.dropFirst(word.count).drop { " -–:,".contains($0) })
    }
}

extension DocumentNotes.Table {
    /// Whether a name is that of the table: with its schema or without.
    fileprivate func means(_ other: ObjectName) -> Bool {
        name.text == other.name || name.text == other.description
    }
}

extension Migration {
    /// The name of its file, without the folder.
    fileprivate var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }
}
