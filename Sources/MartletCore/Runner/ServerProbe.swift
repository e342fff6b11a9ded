internal import SQLText

/// Looks for what a statement that can share no transaction makes, or takes away.
///
/// It asks in the session of the script, so that names lead where they lead in the script.
struct ServerProbe {
    let driver: any Driver

    /// What was found.
    struct Finding: Hashable {
        /// How a thing stands.
        enum State: String, CaseIterable {
            case absent
            case present
            /// It is there, and not whole: an index that is not valid, a partition that is half detached.
            case unfinished
        }

        /// What it is, with its schema: `index public.users_name`.
        var what: String
        var state: State
        /// Indexes beside the one that is meant, as SQL writes their names.
        var leftovers: [String] = []
        /// Those of them that are not valid, and that nobody is making.
        var broken: [String] = []
        /// The name as SQL writes it, with its schema.
        var name = ""

        /// As it is kept in the log.
        func note(ofStatement number: Int) -> String {
            ([Self.prefix(number) + what + " was " + state.rawValue] + leftovers).joined(separator: "; ")
        }

        /// Reads what is kept in the log; `nil` if that tells of another statement or another thing.
        func earlier(from note: String, ofStatement number: Int) -> Finding? {
            let parts = note.split(separator: "; ").map(String.init)
            for state in State.allCases where parts.first == Self.prefix(number) + what + " was " + state.rawValue {
                return Finding(what: what, state: state, leftovers: Array(parts.dropFirst()), name: name)
            }
            return nil
        }

        private static func prefix(_ number: Int) -> String { "statement \(number) was begun: " }
    }

    /// Looks; `nil` if there is nothing to look for.
    func look(for work: ConcurrentWork) throws(DriverError) -> Finding? {
        switch work {
        case .createIndex(let name?, let table, _): try index(name, of: table)
        case .createIndex(nil, let table, _):
            Finding(
                what: "index on \(table)", state: .absent,
                leftovers: try names(Self.isOfTable, table),
                broken: try names("NOT i.indisvalid AND NOT \(Self.isWorkedOn) AND \(Self.isOfTable)", table))
        case .dropIndex(let name): try index(name)
        case .reindex(let name):
            Finding(
                what: "index beside \(name)", state: .absent,
                leftovers: try names(
                    """
                    \(Self.isOfReindex) AND i.indrelid IN
                      (SELECT pg_catalog.to_regclass($1) UNION ALL SELECT r.reltoastrelid FROM pg_catalog.pg_class AS r
                        WHERE r.oid \(Self.equals) pg_catalog.to_regclass($1) UNION ALL
                        SELECT x.indrelid FROM pg_catalog.pg_index AS x
                        WHERE x.indexrelid \(Self.equals) pg_catalog.to_regclass($1))
                    """, name))
        case .reindexAll(let schema?):
            Finding(
                what: "index in the schema \(schema)", state: .absent,
                leftovers: try names(
                    """
                    \(Self.isOfReindex) AND i.indrelid IN
                      (SELECT pg_catalog.unnest(ARRAY[r.oid, r.reltoastrelid]) FROM pg_catalog.pg_class AS r
                        JOIN pg_catalog.pg_namespace AS s ON s.oid \(Self.equals) r.relnamespace
                        WHERE s.nspname \(Self.equals) (pg_catalog.parse_ident($1))[1])
                    """, schema))
        case .reindexAll(nil):
            Finding(
                what: "index of the database", state: .absent,
                leftovers: try names("\(Self.isOfReindex) AND $1::pg_catalog.text IS NOT NULL", ""))
        case .detachPartition(let name, let table): try partition(name, of: table)
        case .createDatabase(let name), .dropDatabase(let name): try database(name)
        case .other: nil
        }
    }

    private static let equals = "OPERATOR(pg_catalog.=)"
    private static let isOfTable = "i.indrelid \(equals) pg_catalog.to_regclass($1)"
    private static let isOfReindex =
        "c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$' AND NOT i.indisvalid"

    /// Whoever makes an index concurrently has this lock on its table all the time.
    ///
    /// Source: <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>.
    private static let isWorkedOn = """
        EXISTS (SELECT 1 FROM pg_catalog.pg_locks AS l
          WHERE l.relation \(equals) i.indrelid AND l.database \(equals) (SELECT d.oid FROM pg_catalog.pg_database AS d
              WHERE d.datname \(equals) pg_catalog.current_database())
            AND l.mode \(equals) 'ShareUpdateExclusiveLock' AND l.granted
            AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid())
        """

    /// An index that a statement makes is in the schema of its table.
    private func index(_ name: String, of table: String) throws(DriverError) -> Finding {
        let row = try driver.query(
            """
            SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_class AS t
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(Self.equals) t.relnamespace
            WHERE t.oid \(Self.equals) pg_catalog.to_regclass($1)
            """, [.text(table)]
        ).first
        guard let schema = row?.text(0) else { return Finding(what: "index \(name)", state: .absent, name: name) }
        return try index(schema + "." + name)
    }

    private func index(_ name: String) throws(DriverError) -> Finding {
        let row = try driver.query(
            """
            SELECT i.indisvalid AND i.indisready, pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(Self.equals) c.relnamespace
              LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid \(Self.equals) c.oid
            WHERE c.oid \(Self.equals) pg_catalog.to_regclass($1)
            """, [.text(name)]
        ).first
        guard let row, let schema = row.text(1), let own = row.text(2) else {
            return Finding(what: "index \(name)", state: .absent, name: name)
        }
        return Finding(
            what: "index \(name)", state: row.integer(0) == 0 ? .unfinished : .present, name: schema + "." + own)
    }

    /// Indexes of which something holds, as SQL writes their names.
    private func names(_ condition: String, _ name: String) throws(DriverError) -> [String] {
        try driver.query(
            """
            SELECT pg_catalog.quote_ident(n.nspname) OPERATOR(pg_catalog.||) '.'
              OPERATOR(pg_catalog.||) pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid \(Self.equals) i.indexrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(Self.equals) c.relnamespace
            WHERE \(condition) ORDER BY 1
            """, [.text(name)]
        ).compactMap { $0.text(0) }
    }

    private func partition(_ name: String, of table: String) throws(DriverError) -> Finding {
        let row = try driver.query(
            """
            SELECT h.inhdetachpending FROM pg_catalog.pg_inherits AS h
            WHERE h.inhrelid \(Self.equals) pg_catalog.to_regclass($1)
              AND h.inhparent \(Self.equals) pg_catalog.to_regclass($2)
            """, [.text(name), .text(table)]
        ).first
        let state: Finding.State = row.map { $0.integer(0) == 1 ? .unfinished : .present } ?? .absent
        return Finding(what: "partition \(name) of \(table)", state: state, name: name)
    }

    private func database(_ name: String) throws(DriverError) -> Finding {
        let row = try driver.query(
            """
            SELECT 1 FROM pg_catalog.pg_database AS d
            WHERE d.datname \(Self.equals) (pg_catalog.parse_ident($1))[1]
            """, [.text(name)]
        ).first
        return Finding(what: "database \(name)", state: row == nil ? .absent : .present, name: name)
    }
}
