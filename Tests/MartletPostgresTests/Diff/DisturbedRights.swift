import SQLText
import SchemaModel

/// Rights that somebody has given and taken, and default privileges that would give others to what is made again.
struct DisturbedRights {
    private let database: ChangedServerDatabase

    private static let defaults = [
        ("ALL", "TABLES"), ("USAGE", "SEQUENCES"), ("EXECUTE", "FUNCTIONS"), ("USAGE", "TYPES"),
    ]

    /// Takes the rights of every third object from everybody, and gives those of every third to a role.
    init(in database: ChangedServerDatabase, _ schema: Schema) throws {
        self.database = database
        let objects: [(words: String, right: String)] =
            schema.tables.map { ("TABLE \($0.name.quoted(.postgres))", "SELECT, INSERT") }
            + schema.views.map { ("TABLE \($0.name.quoted(.postgres))", "SELECT") }
            + schema.sequences.map { ("SEQUENCE \($0.name.quoted(.postgres))", "USAGE") }
            + schema.types.map { ("TYPE \($0.name.quoted(.postgres))", "USAGE") }
            + schema.routines.map { ("ROUTINE \($0.name.quoted(.postgres))(\($0.signature))", "EXECUTE") }
        for (number, object) in objects.enumerated() {
            if number % 3 == 0 { try database.run("REVOKE ALL ON \(object.words) FROM PUBLIC, CURRENT_USER") }
            if number % 3 == 1 {
                try database.run("GRANT \(object.right) ON \(object.words) TO pg_monitor WITH GRANT OPTION")
            }
        }
        for table in schema.tables {
            guard let column = table.columns.first else { continue }
            let name = column.name.quotedName(.postgres)
            try database.run("GRANT SELECT (\(name)) ON \(table.name.quoted(.postgres)) TO pg_signal_backend")
        }
        for (right, kind) in Self.defaults {
            try database.run("ALTER DEFAULT PRIVILEGES GRANT \(right) ON \(kind) TO pg_read_all_stats, PUBLIC")
            try database.run("ALTER DEFAULT PRIVILEGES REVOKE ALL ON \(kind) FROM CURRENT_USER")
        }
    }

    /// Has what is made get the usual rights again.
    func end() throws {
        for (right, kind) in Self.defaults {
            try database.run("ALTER DEFAULT PRIVILEGES REVOKE \(right) ON \(kind) FROM pg_read_all_stats, PUBLIC")
            try database.run("ALTER DEFAULT PRIVILEGES GRANT ALL ON \(kind) TO CURRENT_USER")
        }
        for (right, kind) in Self.defaults where ["FUNCTIONS", "TYPES"].contains(kind) {
            try database.run("ALTER DEFAULT PRIVILEGES GRANT \(right) ON \(kind) TO PUBLIC")
        }
    }
}

extension Schema {
    /// The schema as if nobody had given or taken rights.
    var withoutGrants: Schema {
        var schema = self
        // What belongs to a type or an identity has rights for which a schema has no place.
        schema.omissions.removeAll { ["default privileges", "rights"].contains($0.kind) }
        for index in schema.namespaces.indices { schema.namespaces[index].grants = [] }
        for index in schema.types.indices { schema.types[index].grants = [] }
        for index in schema.sequences.indices { schema.sequences[index].grants = [] }
        for index in schema.routines.indices { schema.routines[index].grants = [] }
        for index in schema.tables.indices {
            schema.tables[index].grants = []
            for column in schema.tables[index].columns.indices {
                schema.tables[index].columns[column].grants = []
                schema.tables[index].columns[column].identity?.grants = []
            }
        }
        for index in schema.views.indices {
            schema.views[index].grants = []
            for column in schema.views[index].columns.indices { schema.views[index].columns[column].grants = [] }
        }
        return schema
    }
}
