internal import SQLText

/// What the log tells of a tool's table that has not the name which the tool gives it: nothing else would find it again.
enum KnownToolTable {
    /// How the log tells of a version that was taken over from a table.
    static func detail(of table: ToolTable, _ verdict: AdoptedEntry.Verdict) -> String {
        "from \(table.tool.title)\(isUsual(table) ? "" : " in " + table.shown): \(verdict.rawValue)"
    }

    /// How the log tells of a table from which there was nothing new to take over.
    static func detail(ofNothingFrom table: ToolTable) -> String {
        "from \(table.tool.title) in \(table.shown): nothing new"
    }

    /// Whether it is found without a word of where it is, as far as its name tells.
    static func isUsual(_ table: ToolTable) -> Bool {
        table.schema == nil && ToolTable.known.contains { $0.tool == table.tool && $0.name == table.name }
    }

    /// The tool and the name of a table that such an entry names.
    fileprivate static func named(by detail: String) -> (tool: ToolName, name: String)? {
        for tool in ToolName.allCases {
            let start = "from \(tool.title) in "
            guard detail.hasPrefix(start), let end = detail.lastIndex(of: ":") else { continue }
            return (tool, String(detail[detail.index(detail.startIndex, offsetBy: start.count)..<end]))
        }
        return nil
    }
}

extension HistoryStore {
    /// The tables of tools that somebody has named, as they have not the names that the tools give them.
    /// - Parameter present: what is there of Martlet's tables.
    func tablesNamedByPeople(among present: Set<String>) throws(DriverError) -> [ToolTable] {
        guard present.contains(tables.log) else { return [] }
        let rows = try driver.query(
            """
            SELECT DISTINCT detail FROM \(driver.qualified(tables.log))
            WHERE action IN ('\(LogEntry.Action.adopt.rawValue)', '\(LogEntry.Action.repair.rawValue)')
              AND detail LIKE 'from % in %: %'
            UNION SELECT DISTINCT 'from ' || substr(detail, 4) || ' in ' || subject || ':'
            FROM \(driver.qualified(tables.log))
            WHERE action = '\(LogEntry.Action.export.rawValue)' AND detail LIKE 'as %' ORDER BY 1
            """)
        var found: [ToolTable] = []
        for row in rows {
            guard let (tool, name) = row.text(0).flatMap(KnownToolTable.named(by:)) else { continue }
            let tables = try tablesOfOtherTools(named: name).filter { $0.tool == tool }
            for table in tables where !found.contains(table) { found.append(table) }
        }
        return found
    }
}
