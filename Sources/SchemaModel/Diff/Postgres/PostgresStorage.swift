internal import SQLText

/// How values of a column are kept.
enum PostgresStorage {
    /// What stands behind ALTER COLUMN for each difference.
    static func changes(from old: ColumnStorage?, to new: ColumnStorage?, type: String) -> [String] {
        let (old, new) = (old ?? ColumnStorage(), new ?? ColumnStorage())
        var changes: [String] = []
        if old.mode != new.mode { changes.append("SET STORAGE \(new.mode ?? usualMode(of: type))") }
        if old.compression != new.compression { changes.append("SET COMPRESSION \(new.compression ?? "default")") }
        if old.statistics != new.statistics { changes.append("SET STATISTICS \(new.statistics ?? -1)") }
        return changes + PostgresDDL.optionChanges(from: old.options, to: new.options)
    }

    /// How a type is kept where nothing else is said, as far as there is a choice.
    ///
    /// Source: <https://www.postgresql.org/docs/current/storage-toast.html>.
    private static func usualMode(of type: String) -> String {
        let name = PostgresTypeName(type)
        return ["numeric", "inet", "cidr"].contains(name.base) && !name.isArray ? "MAIN" : "EXTENDED"
    }
}
