internal import SQLText

/// A row for each migration with a digest of its name, version and text.
///
/// Source: <https://github.com/rust-db/refinery/blob/main/refinery_core/src/runner.rs>.
struct RefineryHistory: ToolHistory {
    let tool = ToolName.refinery
    var layout: LayoutName? { .refinery }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        try source.rows([source.text("version"), "name", "applied_on", source.text("checksum")], "ORDER BY version").map
        {
            ToolEntry(
                version: $0.text(0) ?? "", title: $0.text(1), checksum: $0.text(3),
                appliedAt: $0.text(2).flatMap(Self.moment))
        }
    }

    /// RFC 3339 with nanoseconds, as either of the two libraries for it writes a moment, in whatever zone.
    static func moment(_ text: String) -> String? {
        guard let zone = text.wholeMatch(of: /(.*)([+-])([01]\d|2[0-3]):([0-5]\d)/) else {
            return Timestamp(parsing: text)?.rfc3339Milliseconds
        }
        let (_, local, sign, hours, minutes) = zone.output
        guard let moment = Timestamp(parsing: local + "Z"), let hours = Int64(hours), let minutes = Int64(minutes)
        else { return nil }
        let ahead = (hours * 60 + minutes) * 60_000 * (sign == "-" ? -1 : 1)
        return Timestamp(milliseconds: moment.milliseconds - ahead).rfc3339Milliseconds
    }

    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] {
        files.map { file in
            [(4, "refinery"), (8, "refinery with versions of 8 bytes")].map { size, variant in
                ToolChecksum(text: Self.checksum(of: file, versionBytes: size), variant: variant)
            }
        }
    }

    private static func checksum(of file: ToolFile, versionBytes: Int) -> String {
        var hash = SipHash13()
        hash.update(name(of: file).utf8)
        hash.update([0xFF])
        let version = Int64(file.version) ?? 0
        hash.update((0..<versionBytes).map { UInt8(truncatingIfNeeded: version >> (8 * $0)) })
        hash.update(file.bytes)
        hash.update([0xFF])
        return String(hash.value)
    }

    /// What stands behind the two underscores.
    private static func name(of file: ToolFile) -> String {
        let stem = file.name.droppingEnding(".sql") ?? file.name
        return String(stem.drop { $0 != "_" }.dropFirst(2))
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let isLong = Self.hasLongVersions(export)
        let creation = """
            CREATE TABLE \(export.source.name) (version \(isLong ? "int8" : "int4") PRIMARY KEY, name VARCHAR(255),
              applied_on VARCHAR(255), checksum VARCHAR(255))
            """
        return export.rows(creation: [creation], key: "version") { applied in
            [
                ("version", .value(.integer(Int64(applied.file.version) ?? 0))),
                ("name", .value(.text(Self.name(of: applied.file)))),
                ("applied_on", .value(.optional(applied.at))),
                ("checksum", .value(.text(Self.checksum(of: applied.file, versionBytes: isLong ? 8 : 4)))),
            ]
        }
    }

    /// Whether the program was built for versions of 8 bytes, as its rows or the versions tell.
    private static func hasLongVersions(_ export: ToolExport) -> Bool {
        let files = export.migrations.map(\.file)
        if files.contains(where: { Int64($0.version).map { $0 > Int32.max } ?? false }) { return true }
        let known = Set(export.recorded.compactMap(\.checksum))
        return files.contains { known.contains(checksum(of: $0, versionBytes: 8)) }
    }
}
