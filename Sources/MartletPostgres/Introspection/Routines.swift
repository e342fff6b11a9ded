internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Functions and procedures.
    static let routines = CatalogQuery(
        """
        SELECT p.oid, p.pronamespace, p.proname, pg_catalog.oidvectortypes(p.proargtypes), l.lanname, p.prokind = 'p',
          pg_catalog.pg_get_function_result(p.oid), pg_catalog.pg_get_functiondef(p.oid)
        FROM pg_catalog.pg_proc AS p
          JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
          JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
        WHERE p.prokind <> 'a' AND \(isPeoples) AND \(isNoMember("pg_proc", "p.oid"))
        """
    ) { catalog, row in
        var row = row
        let number = row.number()
        var routine = Routine(
            catalog.name(row.number(), row.text()), signature: row.text(), language: row.text(),
            definition: "")
        routine.kind = row.flag() ? .procedure : .function
        routine.result = row.optional()
        routine.definition = StatementText.withoutLineEnd(row.text())
        catalog.add(routine, number)
    }

    /// Aggregates, for which the server has no function that writes the statement.
    static let aggregates = CatalogQuery(
        """
        SELECT p.oid, p.pronamespace, p.proname, pg_catalog.oidvectortypes(p.proargtypes), l.lanname,
          pg_catalog.pg_get_function_result(p.oid), pg_catalog.pg_get_function_arguments(p.oid), a.aggkind,
          a.aggtransfn, pg_catalog.format_type(a.aggtranstype, NULL), a.aggtransspace,
          \(routine("a.aggfinalfn")),
          a.aggfinalextra, a.aggfinalmodify, \(routine("a.aggcombinefn")),
          \(routine("a.aggserialfn")), \(routine("a.aggdeserialfn")),
          a.agginitval, \(routine("a.aggmtransfn")),
          \(routine("a.aggminvtransfn")),
          CASE a.aggmtranstype WHEN 0 THEN NULL ELSE pg_catalog.format_type(a.aggmtranstype, NULL) END,
          a.aggmtransspace, \(routine("a.aggmfinalfn")), a.aggmfinalextra, a.aggmfinalmodify,
          a.aggminitval, NULLIF(a.aggsortop, 0)::pg_catalog.regoper, p.proparallel
        FROM pg_catalog.pg_aggregate AS a
          JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid
          JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
          JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
        WHERE \(isPeoples) AND \(isNoMember("pg_proc", "p.oid"))
        """
    ) { catalog, row in
        var row = row
        let number = row.number()
        var routine = Routine(
            catalog.name(row.number(), row.text()), signature: row.text(), language: row.text(),
            definition: "")
        routine.kind = .aggregate
        routine.result = row.optional()
        routine.definition = AggregateText(&row).statement(routine.name)
        catalog.add(routine, number)
    }
}

extension Catalog {
    fileprivate mutating func add(_ routine: Routine, _ number: Int) {
        var routine = routine
        routine.comment = comment(CatalogNumber.routine, number)
        routine.grants = grants(CatalogNumber.routine, number)
        schema.routines.append(routine)
        references[CatalogAddress(CatalogNumber.routine, number)] = ObjectReference(
            .routine, routine.name, detail: routine.signature)
    }
}

/// An aggregate, written from its parts.
///
/// Source: <https://www.postgresql.org/docs/current/sql-createaggregate.html>.
private struct AggregateText {
    private let arguments: String
    private var options: [(name: String, value: String?)] = []

    /// Reads the rest of an aggregate's row.
    init(_ row: inout CatalogRow) {
        arguments = row.text()
        let kind = row.text()
        let usualChange = kind == "n" ? "r" : "w"
        options = [("SFUNC", row.text()), ("STYPE", row.text()), ("SSPACE", Self.space(row.number()))]
        options += [("FINALFUNC", row.optional()), ("FINALFUNC_EXTRA", row.flag() ? "" : nil)]
        options.append(("FINALFUNC_MODIFY", Self.change(row.text(), unless: usualChange)))
        options += [
            ("COMBINEFUNC", row.optional()), ("SERIALFUNC", row.optional()),
            ("DESERIALFUNC", row.optional()),
        ]
        options.append(("INITCOND", row.optional().map(SQLLiteral.text)))
        options += [
            ("MSFUNC", row.optional()), ("MINVFUNC", row.optional()), ("MSTYPE", row.optional()),
        ]
        options.append(("MSSPACE", Self.space(row.number())))
        options += [("MFINALFUNC", row.optional()), ("MFINALFUNC_EXTRA", row.flag() ? "" : nil)]
        let movingChange = Self.change(row.text(), unless: usualChange)
        // Without a moving state there is nothing to change.
        let isMoving = options.contains { $0.name == "MSFUNC" && $0.value != nil }
        options.append(("MFINALFUNC_MODIFY", isMoving ? movingChange : nil))
        options.append(("MINITCOND", row.optional().map(SQLLiteral.text)))
        options.append(("SORTOP", row.optional().map { "OPERATOR(\($0))" }))
        options.append(("PARALLEL", ["s": "SAFE", "r": "RESTRICTED"][row.text()]))
        options.append(("HYPOTHETICAL", kind == "h" ? "" : nil))
    }

    private static func space(_ bytes: Int) -> String? { bytes == 0 ? nil : String(bytes) }

    private static func change(_ letter: String, unless usual: String) -> String? {
        letter == usual ? nil : ["r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"][letter]
    }

    func statement(_ name: ObjectName) -> String {
        let lines = options.compactMap { option in
            option.value.map { $0.isEmpty ? "    \(option.name)" : "    \(option.name) = \($0)" }
        }
        let list = arguments.isEmpty ? "*" : arguments
        return "CREATE AGGREGATE \(name.quoted(.postgres))(\(list)) (\n"
            + lines.joined(separator: ",\n") + "\n)"
    }
}
