public import SQLText

/// What a schema document says beyond the schema: which project it belongs to, and how it came to be.
///
/// It holds no times but those of migrations, so that a document changes only when what it describes does.
public struct DocumentedHistory: Sendable, Hashable {
    /// The heading of the document.
    public var heading = "Database Schema"
    /// The name of the project.
    public var project: String
    /// Who keeps the document: `martlet docs`.
    public var maintainer: String?
    /// The name of the engine: `PostgreSQL`.
    public var engine: String
    /// The name of the database.
    public var database: String
    /// The user that migrations are run as.
    public var user: String?
    /// The tool that runs migrations.
    public var tool: String
    /// The folder of the migrations.
    public var location: String?
    /// The migrations, in the order in which they are applied.
    public var migrations: [DocumentedMigration] = []
    /// How to apply what is pending.
    public var applyCommands: [DocumentedCommand] = []
    /// How to undo what was applied.
    public var rollbackCommands: [DocumentedCommand] = []
    /// The state of the database, where it is not told by its migrations: `Drifted`.
    public var state: String?
    /// What else a reader should know of single tables.
    public var remarks: [DocumentedRemark] = []
    /// What else a reader should know.
    public var notes: [String] = []

    /// The history of a database without migrations.
    public init(project: String, engine: String, database: String, tool: String = "Martlet") {
        self.project = project
        self.engine = engine
        self.database = database
        self.tool = tool
    }
}

/// A migration, as a document tells of it.
public struct DocumentedMigration: Sendable, Hashable {
    /// Its version.
    public var version: String
    /// Its name.
    public var name: String
    /// When it was written, as it is shown: `2026-01-30 09:31:15`.
    public var date: String?
    /// The versions that it comes after.
    public var parents: [String] = []
    /// What it is for.
    public var description: String?
    /// What it changes, a sentence each.
    public var changes: [String] = []
    /// Its files.
    public var files: [String] = []
    /// What it does to rows, if it does: `populates default bio prompts`; may be empty.
    public var dataMigration: String?
    /// What is to be known before it is applied.
    public var safetyNotes: [String] = []
    /// Whether it is applied.
    public var isApplied = true
    /// Whether it can be undone.
    public var isReversible = true

    /// A migration that was applied.
    public init(version: String, name: String) {
        self.version = version
        self.name = name
    }
}

/// A line for a shell, and what it does.
public struct DocumentedCommand: Sendable, Hashable {
    /// What it does: `Apply all pending migrations`.
    public var purpose: String
    /// The line.
    public var line: String

    /// A command.
    public init(_ purpose: String, _ line: String) {
        self.purpose = purpose
        self.line = line
    }
}

/// Something about a table that no catalog knows: where its model is, which rows it begins with.
public struct DocumentedRemark: Sendable, Hashable {
    /// The table.
    public var table: ObjectName
    /// What it is about: `Model Location`.
    public var title: String
    /// What is to be said; several make a list.
    public var items: [String]

    /// A remark on a table.
    public init(_ title: String, on table: ObjectName, _ items: [String]) {
        self.title = title
        self.table = table
        self.items = items
    }
}

/// A file of a document.
public struct DocumentPage: Sendable, Hashable {
    /// Its path from the folder of the document.
    public var path: String
    /// Its text.
    public var text: String

    /// A file.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
