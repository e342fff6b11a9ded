internal import Lint
internal import SQLText

/// The file with the sizes of tables, which is committed beside the migrations.
///
///     tables:
///       public.users: {rows: 300, bytes: 8192}
enum TableStatisticsFile {
    /// Reads a file, as strictly as `martlet.yaml` is read.
    static func read(_ path: FilePath, shownAs name: String) throws(MartletError) -> TableStatistics {
        let text = try ConfigText(bytes: try FileSystem.read(path, limit: ConfigText.sizeLimit), name: name)
        let shapes = ConfigShapes(text: text)
        var statistics = TableStatistics()
        for entry in try shapes.mapping(YAMLReader.read(text), path: name).entries {
            guard entry.key.text == "tables" else { throw shapes.unknownKey(entry.key, in: name, among: ["tables"]) }
            for table in try shapes.mapping(entry.value, path: "tables", at: entry.key).entries {
                statistics.sizes[self.name(table.key.text)] = try size(table, shapes)
            }
        }
        return statistics
    }

    /// The file as it is written: the same sizes always yield the same text.
    static func text(_ statistics: TableStatistics) -> String {
        let head = "# How large the tables are. martlet lint --write-statistics writes it anew.\ntables:\n"
        let lines = statistics.sizes.sorted { $0.key < $1.key }.map { name, size in
            "  \(JSONValue.string(name.description).compact): {rows: \(size.rows), bytes: \(size.bytes)}\n"
        }
        return head + (lines.isEmpty ? "  {}\n" : lines.joined())
    }

    private static func name(_ text: String) -> ObjectName {
        guard let dot = text.firstIndex(of: ".") else { return ObjectName(text) }
        return ObjectName(schema: String(text[..<dot]), String(text[text.index(after: dot)...]))
    }

    private static func size(
        _ table: YAMLMapping.Entry, _ shapes: ConfigShapes
    ) throws(MartletError) -> TableStatistics.Size {
        let path = "tables.\(table.key.text)"
        var numbers: [String: Int] = [:]
        for entry in try shapes.mapping(table.value, path: path, at: table.key).entries {
            guard ["rows", "bytes"].contains(entry.key.text) else {
                throw shapes.unknownKey(entry.key, in: path, among: ["rows", "bytes"])
            }
            let scalar = try shapes.text(entry.value, path: "\(path).\(entry.key.text)", at: entry.key)
            guard let number = Int(scalar.text), number >= 0 else {
                throw shapes.text.fault("\(path).\(entry.key.text) is no number", at: scalar, help: "write digits")
            }
            numbers[entry.key.text] = number
        }
        guard let rows = numbers["rows"], let bytes = numbers["bytes"] else {
            throw shapes.text.fault(
                "\(path) has to have rows and bytes", at: table.key, help: "{rows: 300, bytes: 8192}")
        }
        return TableStatistics.Size(rows: rows, bytes: bytes)
    }
}
