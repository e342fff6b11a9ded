public import MartletCore
internal import SQLText
internal import SchemaModel

extension PostgresConnection {
    /// The statements that make the schema, behind the settings that they need.
    ///
    /// What belongs to a server and not to a schema is left out: roles and their rights, and what the schema names as
    /// its omissions.
    public func schemaScript(excluding tables: Set<String>) throws(DriverError) -> SchemaScript {
        let schema = try schema(excluding: tables)
        let written: [WrittenStatement]
        do throws(SchemaCycle) {
            written = try PostgresSchemaWriter(schema).statements()
        } catch {
            throw DriverError(.unsupported, "\(error)")
        }
        let statements = written.isEmpty ? [] : SchemaStatement.settings + written.map(SchemaStatement.init)
        return SchemaScript(statements, omissions: schema.omissions + schema.invalidIndexes)
    }

    /// Whether there is anything in the database beside these tables and what belongs to them, the server or an extension.
    public func holdsAnything(beside tables: Set<String>) throws(DriverError) -> Bool {
        let own = tables.sorted().map(SQLLiteral.text).joined(separator: ", ")
        let people =
            "NOT IN ('pg_catalog', 'information_schema') AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(toast|temp)'"
        let needed = "pg_catalog.pg_depend AS d WHERE d.deptype IN ('i', 'e') AND d.objid \(equals)"
        return try scalar(
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n
                ON n.oid \(equals) c.relnamespace
              WHERE n.nspname \(people) AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
                AND NOT (n.nspname \(equals) \(SQLLiteral.text(schema)) AND c.relname IN (\(own)))
                AND NOT EXISTS (SELECT FROM \(needed) c.oid)
            ) OR EXISTS (
              SELECT FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n
                ON n.oid \(equals) p.pronamespace
              WHERE n.nspname \(people)
                AND NOT EXISTS (SELECT FROM \(needed) p.oid)
            ) OR EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)
            """
        ) == .integer(1)
    }
}

extension SchemaStatement {
    /// What the other statements mean the same under, whoever loads them.
    fileprivate static let settings = PostgresSchemaWriter.loadingSettings.map { sql in
        SchemaStatement(kind: "setting", name: "", table: "", sql: sql)
    }

    fileprivate init(_ statement: WrittenStatement) {
        let object = statement.object
        self.init(
            kind: statement.sql.hasPrefix("COMMENT ON ") ? "comment" : object.kind.rawValue,
            name: object.detail ?? object.name.description, table: object.name.description, sql: statement.sql)
    }
}
