public import SQLText

extension PostgresDDL {
    /// Makes a view; a materialised one without rows, as those it reads may not be there yet.
    /// - Parameter replacing: whether it takes the place of one with the same columns.
    public static func createView(_ view: View, replacing: Bool = false) -> String {
        var text = "CREATE \(replacing ? "OR REPLACE " : "")\(view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW")"
        text += " \(name(view.name))"
        if let method = view.accessMethod { text += " USING \(name(method))" }
        if !view.options.isEmpty { text += " WITH (\(options(view.options)))" }
        text += " AS\n\(view.query)"
        if view.isMaterialized { text += "\nWITH NO DATA" }
        if let check = view.checkOption { text += "\nWITH \(check) CHECK OPTION" }
        return text
    }

    /// A view of the same columns that reads nothing, for others that have to be there before its query.
    public static func createPlaceholder(for view: View) -> String {
        let columns = view.columns.map { column in
            let collation = column.collation.map { " COLLATE \(name($0))" } ?? ""
            return "\(indent)NULL::\(column.type)\(collation) AS \(name(column.name))"
        }
        return "CREATE VIEW \(name(view.name)) AS\nSELECT\n" + columns.joined(separator: ",\n")
    }

    /// Fills a materialised view.
    public static func refresh(_ view: ObjectName) -> String { "REFRESH MATERIALIZED VIEW \(name(view))" }

    /// What CREATE VIEW cannot say: defaults of its columns, how those of a materialised view are kept.
    static func viewProperties(_ view: View) -> [String] { view.columns.flatMap { properties(of: $0, in: view) } }

    /// What is said of a materialised view when its indexes are there.
    static func indexedProperties(of view: View) -> [String] {
        let start = "ALTER \(viewWord(view)) \(name(view.name)) "
        return (view.replicaIdentity.map { ["\(start)REPLICA IDENTITY \($0)"] } ?? [])
            + (view.clusteredOn.map { ["\(start)CLUSTER ON \(name($0))"] } ?? [])
    }

    /// The same of one column.
    static func properties(of column: Column, in view: View) -> [String] {
        if view.isMaterialized {
            guard let storage = column.storage else { return [] }
            return setStorage(storage, of: column.name, in: view.name).map {
                $0.replacing("ALTER TABLE ONLY", with: "ALTER MATERIALIZED VIEW", maxReplacements: 1)
            }
        }
        let start = "ALTER VIEW \(name(view.name)) ALTER COLUMN \(name(column.name))"
        return column.defaultValue.map { ["\(start) SET DEFAULT \($0)"] } ?? []
    }
}
