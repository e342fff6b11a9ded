public import MartletCore
internal import SQLText

/// The schema as `pg_dump` writes it down: in an order in which it loads, and sorted by name as far as that allows.
///
/// What says something of the moment, the server or the program is left out, so that the same schema gives the same
/// text: comments with versions and owners, settings, and keys against a `psql` that is fooled. So is what belongs to a
/// server and not to a schema: roles and their rights, tablespaces, subscriptions and the passwords of other servers.
extension PostgresConnection {
    /// The statements that make the schema, behind the settings that they need.
    public func schemaStatements(excluding tables: Set<String>) throws(DriverError) -> [SchemaStatement] {
        let cancellation = Cancellation()
        let program = try ClientProgram("pg_dump", cancellation)
        try program.requireKnowing(server)
        let excluded = tables.sorted().map { "--exclude-table=\(qualified($0))" }
        let text = try atOneMoment { (snapshot) throws(DriverError) in
            try program.run(
                [
                    "--schema-only", "--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels",
                    "--no-subscriptions", "--encoding=UTF8", snapshot,
                ] + lockWait + excluded, on: url, cancellation)
        }
        let statements = SchemaScript(text).statements
        return statements.isEmpty ? [] : SchemaScript.settings + statements + (try refreshes(of: statements))
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

    /// How long `pg_dump` waits for somebody's lock on a table, as an option of its own.
    var lockWait: [String] { ["--lock-wait-timeout=\(max(options.lockTimeout.wholeMilliseconds, 1))"] }

    /// Calls `body` with the option that lets another session see what this one sees.
    func atOneMoment<Result>(
        _ body: (String) throws(DriverError) -> Result
    ) throws(DriverError) -> Result {
        guard !isInTransaction else { throw DriverError(.misuse, "a snapshot inside a transaction") }
        try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0")
        do throws(DriverError) {
            let name = try query("SELECT pg_catalog.pg_export_snapshot()").first?.text(0) ?? ""
            let result = try body("--snapshot=\(name)")
            try rollback()
            return result
        } catch {
            try? rollback()
            throw error
        }
    }

    /// Materialized views are made without rows; those that have been filled are filled again, in the same order.
    private func refreshes(of statements: [SchemaStatement]) throws(DriverError) -> [SchemaStatement] {
        let filled = try query(
            """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE c.relkind \(equals) 'm' AND c.relispopulated
            """
        ).compactMap { $0.text(0) }
        guard !filled.isEmpty else { return [] }
        return statements.compactMap { statement in
            let name = filled.first { name in
                ["\(name) ", "\(name)\n"].contains { statement.sql.hasPrefix("CREATE MATERIALIZED VIEW " + $0) }
            }
            return name.map {
                SchemaStatement(kind: "refresh", name: $0, table: $0, sql: "REFRESH MATERIALIZED VIEW \($0)")
            }
        }
    }
}

/// What `pg_dump` wrote, cut into statements.
struct SchemaScript {
    /// The statements that make something.
    private(set) var statements: [SchemaStatement] = []

    /// The settings under which they do what they are meant to: names are written in full, and a function may be made
    /// before what it uses.
    static let settings = [
        "SET client_encoding = 'UTF8'", "SET standard_conforming_strings = on",
        "SET search_path = ''", "SET check_function_bodies = false", "SET client_min_messages = warning",
    ].map { SchemaStatement(kind: "setting", name: "", table: "", sql: $0) }

    private static let defaultMethod = "SET default_table_access_method = heap"

    init(_ text: [UInt8]) {
        let source = SourceText(String(decoding: text, as: UTF8.self), name: "pg_dump", dialect: .postgres)
        var method = Self.defaultMethod
        for statement in SQLScript.statements(in: source) {
            var sql = statement.text(in: source)
            if sql.hasSuffix(";") { sql.removeLast() }
            if sql.hasPrefix("SET default_table_access_method") {
                // Told anew before every table or so; it matters where it changes.
                if sql != method { statements.append(Self.statement(sql)) }
                method = sql
            } else if !Self.isOfTheServer(sql) {
                statements.append(Self.statement(sql))
            }
        }
    }

    private static func isOfTheServer(_ sql: String) -> Bool {
        [
            "SET ", "SELECT pg_catalog.set_config('search_path'", "CREATE USER MAPPING ", "COMMENT ON EXTENSION ",
            "COMMENT ON SUBSCRIPTION ",
        ].contains { sql.hasPrefix($0) }
    }

    /// What a statement makes, by its first words.
    private static func statement(_ sql: String) -> SchemaStatement {
        let words = sql.prefix { $0 != "(" }.split(separator: " ", maxSplits: 8).map(String.init)
        let index = words.firstIndex(of: "INDEX")
        guard words.first == "CREATE", let index, index < 3, let on = words.firstIndex(of: "ON"), on + 1 < words.count
        else {
            let name = words.count > 2 ? words[2] : ""
            return SchemaStatement(
                kind: words.count > 1 ? words[1].lowercased() : "", name: name, table: name, sql: sql)
        }
        let table = words[on + 1] == "ONLY" && on + 2 < words.count ? words[on + 2] : words[on + 1]
        return SchemaStatement(kind: "index", name: words[index + 1], table: table, sql: sql)
    }
}
