import TestSupport
import Testing

/// What PostgreSQL refuses, and what its triggers keep true.
@Suite struct CloneGalleryRuleTests {
    /// Times that are none, or have a fraction of a second; other forms of the same moment are one to PostgreSQL.
    private static let times = [
        "'2024-12-19T10:30:00.5Z'", "'2024-02-30T10:30:00Z'", "'2024-13-01T00:00:00Z'", "''", "NULL", "5", "2460000.5",
    ]
    /// Values that PostgreSQL converts where SQLite refuses them: it rounds, and knows words for true.
    private static let converted: Set = ["1.5", "0.5", "'true'", "'yes'"]

    private func literal(_ column: String, _ value: String) -> String {
        let isBoolean = column == "is_ai_generated" || column == "trending"
        return isBoolean && value != "NULL" ? "'\(value)'" : value
    }

    /// An INSERT that is undone; what it prints behind is not reached if it fails.
    private func attempt(_ table: String, _ row: ValueTrial.Row, _ message: String) -> String {
        let columns = row.map(\.column).joined(separator: ", ")
        let values = row.map { literal($0.column, $0.value) }.joined(separator: ", ")
        return
            "BEGIN; INSERT INTO \(table) (\(columns)) VALUES (\(values)); SELECT '\(message.replacing("'", with: "''"))'; "
            + "ROLLBACK;\n"
    }

    @Test func everyBadValueIsRefused() throws {
        let server = try CloneGalleryServer()
        var tries = 0
        for (table, good) in CloneGalleryValueTests.good {
            var script = attempt(table, good, "good")
            for (column, values) in CloneGalleryValueTests.bad[table] ?? [:] {
                let values = column.hasSuffix("_at") ? Self.times : values.filter { !Self.converted.contains($0) }
                for value in values {
                    let row = good.map { $0.column == column ? (column: column, value: value) : $0 }
                    script += attempt(table, row, "\(column) = \(value) was accepted")
                    tries += 1
                }
            }
            #expect(server.sql(script) == "good", "\(table)")
        }
        #expect(tries > 150)
    }

    // MARK: Counters

    static let writes = [
        "INSERT INTO image_tags VALUES ('image-004', 1), ('image-008', 1)",
        "UPDATE image_tags SET tag_id = 20 WHERE image_id = 'image-006' AND tag_id = 12",
        "UPDATE image_tags SET image_id = 'image-004' WHERE image_id = 'image-001'",
        "UPDATE tags SET id = 500 WHERE id = 5",
        "DELETE FROM tags WHERE name = 'TRAVEL'", "INSERT INTO tags (name, count) VALUES ('new', 44)",
        "UPDATE tags SET count = count + 100", "DELETE FROM image_tags WHERE image_id = 'image-002'",
        "DELETE FROM image_tags", "INSERT INTO album_images VALUES ('album-005', 'image-006', 7)",
        "UPDATE album_images SET album_id = 'album-005', position = 9 WHERE album_id = 'album-002' AND image_id = 'image-006'",
        "UPDATE album_images SET position = position + 1", "DELETE FROM album_images WHERE position > 0",
        "INSERT INTO albums (id, title, created_by, image_count) VALUES ('a9', 't', 'user-001', 7)",
        "UPDATE albums SET image_count = 0", "UPDATE albums SET id = 'z' WHERE id = 'album-006'",
        "UPDATE images SET uploader_id = 'user-005' WHERE id = 'image-001'",
        "UPDATE images SET uploader_id = 'user-005'", "UPDATE images SET id = 'renamed' WHERE id = 'image-003'",
        "UPDATE users SET id = 'u2' WHERE id = 'user-002'", "UPDATE users SET uploads = 999",
        "INSERT INTO users (id, email, name, uploads) VALUES ('user-9', 'x@y9.zz', 'n', 5)",
        "INSERT INTO images (id, title, url, thumbnail, uploader_id, width, height, size, format) VALUES "
            + "('image-001', 't', '/a', '/a', 'user-004', 1, 1, 1, 'PNG') "
            + "ON CONFLICT (id) DO UPDATE SET uploader_id = excluded.uploader_id",
        "DELETE FROM images WHERE id = 'image-005'",
        "DELETE FROM users WHERE id = 'user-003'", "DELETE FROM albums WHERE id = 'album-001'", "DELETE FROM users",
        "TRUNCATE analytics",
    ]

    @Test func eachWriteLeavesTrueCounters() throws {
        let server = try CloneGalleryServer()
        let check = server.script(of: "maintenance/false_counters", [:])
        let alone = Self.writes.map { "BEGIN; \($0);\n\(check) SELECT 'done'; ROLLBACK;\n" }
        let inARow = Self.writes.map { "\($0);\n\(check) SELECT 'done';\n" }
        let expected = Array(repeating: "done", count: Self.writes.count).joined(separator: "\n")
        #expect(server.sql(alone.joined()) == expected)
        #expect(server.sql(inARow.joined()) == expected)
        #expect(server.sql("SELECT count(*) FROM images") == "0")
    }

    @Test func countersAreTrueWhenManyWriteAtOnce() throws {
        let server = try CloneGalleryServer()
        // Each holds its transaction open while the others want the same three counters.
        let script = """
            for i in 1 2 3 4 5 6 7 8; do
                psql -Xq --set=ON_ERROR_STOP=1 --dbname="$0" --command="BEGIN;
                    INSERT INTO images (id, title, url, thumbnail, uploader_id, width, height, size, format)
                        VALUES ('n$i', 't', '/a', '/a', 'user-005', 1, 1, 1, 'PNG');
                    INSERT INTO image_tags VALUES ('n$i', 3);
                    INSERT INTO album_images VALUES ('album-005', 'n$i', $i + 10);
                    SELECT pg_sleep(0.05); COMMIT" >/dev/null &
                jobs="$jobs $!"
            done
            for job in $jobs; do wait $job || exit 1; done
            """
        expectStatus(server.shell(script), 0)
        #expect(server.sql("SELECT uploads FROM users WHERE id = 'user-005'") == "8")
        #expect(server.sql("SELECT count FROM tags WHERE id = 3") == "9")
        #expect(server.sql(server.script(of: "maintenance/false_counters", [:])) == "")
    }

    @Test func theGeneratedFlagFollowsTheMetadata() throws {
        let server = try CloneGalleryServer()
        _ = server.sql("INSERT INTO ai_generation_meta (image_id, model, prompt) VALUES ('image-001', 'm', 'p')")
        #expect(server.sql("SELECT is_ai_generated FROM images WHERE id = 'image-001'") == "t")
        let refused = server.attempt("UPDATE images SET is_ai_generated = false WHERE id = 'image-001'")
        #expect(refused.status != 0 && refused.error.contains("delete its ai_generation_meta row first"))
        let allowed = server.attempt(
            "DELETE FROM ai_generation_meta WHERE image_id = 'image-001'; "
                + "UPDATE images SET is_ai_generated = false WHERE id = 'image-001'")
        expectStatus(allowed, 0)
    }
}
