import SchemaModel
import TestSupport
import Testing

/// CloneGallery on PostgreSQL is what it is on SQLite: the schema, the sample data, the queries.
@Suite struct CloneGalleryParityTests {
    @Test func theSchemasAreTheSame() throws {
        let server = try CloneGalleryServer(gallerySetUp: true)
        let parity = try server.parity()
        #expect(parity.isEmpty)
        // What triggers do is told of each; the two below are all that is tolerated.
        let notes = parity.notes.filter { $0.kind != .trigger && $0.reason != "PostgreSQL's own, not compared" }
        #expect(
            notes.map { "\($0.kind) \($0.table ?? "") \($0.property ?? "")" } == ["uniqueKey album_images deferral"])
        #expect(parity.notes.count { $0.kind == .trigger } == 18)
        #expect(parity.notes.count { $0.kind == .routine } == 8)
        #expect(parity.notes.filter { $0.kind == .extension }.map(\.name) == ["citext"])
    }

    /// What somebody may do to one of the two, and what is told then.
    static let changes: [(sql: String, told: String)] = [
        (
            "ALTER TABLE albums ALTER description TYPE bytea USING NULL",
            "~ column albums.description type: SQLite TEXT, PostgreSQL bytea"
        ),
        ("ALTER TABLE users ALTER name DROP NOT NULL", "~ column users.name not null: SQLite yes, PostgreSQL none"),
        ("ALTER TABLE images ALTER privacy SET DEFAULT 'public'", "~ column images.privacy default:"),
        ("ALTER TABLE images DROP CONSTRAINT images_width_check", "~ check images: SQLite alone, width > 0"),
        ("ALTER TABLE tags ADD CHECK (count < 100)", "~ check tags.tags_count_check1: PostgreSQL alone, count < 100"),
        ("ALTER TABLE tags ALTER id DROP IDENTITY", "~ column tags.id numbers: SQLite rowid, PostgreSQL none"),
        ("DROP INDEX idx_images_ai_recent", "~ index images.idx_images_ai_recent: SQLite alone"),
        ("DROP TRIGGER images_insert ON images", "~ trigger images.images_insert: SQLite alone, AFTER INSERT"),
        ("ALTER TABLE albums ADD COLUMN note text", "~ column albums.note: PostgreSQL alone, text"),
        (
            "ALTER TABLE analytics DROP CONSTRAINT analytics_metric_recorded_at_key",
            "~ unique key analytics: SQLite alone, (metric, recorded_at)"
        ),
        (
            "ALTER TABLE albums DROP CONSTRAINT albums_cover_image_id_fkey, ADD FOREIGN KEY (cover_image_id) REFERENCES "
                + "images (id) ON UPDATE CASCADE ON DELETE CASCADE",
            "~ foreign key albums.(cover_image_id) on delete: SQLite SET NULL, PostgreSQL CASCADE"
        ), ("DROP TABLE user_likes", "~ table user_likes: SQLite alone"),
    ]

    @Test func whateverSomebodyChangesIsTold() throws {
        let server = try CloneGalleryServer(gallerySetUp: true)
        for (sql, told) in Self.changes {
            let changed = try CloneGalleryServer(setUp: false, copyOf: server)
            expectStatus(changed.attempt(sql), 0)
            let lines = try changed.parity().lines.filter { !$0.hasPrefix("!") }
            #expect(lines.count == 1 && lines[0].hasPrefix(told), "\(sql): \(lines)")
        }
    }

    @Test func theSampleDataIsTheSame() throws {
        let server = try CloneGalleryServer(gallerySetUp: true)
        for table in CloneGalleryServer.tables.keys {
            let rows = server.rows(of: table)
            #expect(!rows.sqlite.isEmpty && rows.sqlite == rows.postgres, "\(table)")
        }
        // Once more, it changes nothing.
        expectStatus(server.martlet("seed", "--force"), 0)
        for table in CloneGalleryServer.tables.keys {
            let rows = server.rows(of: table)
            #expect(rows.sqlite == rows.postgres, "\(table), seeded twice")
        }
        #expect(server.sql(server.script(of: "maintenance/false_counters", [:])) == "")
        #expect(server.sql(server.script(of: "maintenance/foreign_keys_without_index", [:])) == "")
        expectStatus(server.martlet("check"), 0)
    }

    @Test func theSnapshotIsWhatTheMigrationsMake() throws {
        let server = try CloneGalleryServer()
        let result = server.martlet("dump", "--check")
        #expect(
            result.status == 0,
            "schema.sql is out of date; 'martlet dump' in the project writes it\n\(result.everything)")
        let other = try CloneGalleryServer(setUp: false, gallerySetUp: true)
        expectStatus(other.attempt(TextFile.read(other.root + "/schema.sql") ?? ""), 0)
        #expect(try other.parity().isEmpty)
    }

    @Test(arguments: [false, true])
    func itRollsBackToNothing(_ isSeeded: Bool) throws {
        let server = try CloneGalleryServer(setUp: false)
        expectStatus(server.martlet(isSeeded ? "setup" : "migrate"), 0)
        expectStatus(server.martlet("rollback", "001", "--yes"), 0)
        #expect(
            server.sql(
                """
                SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace
                  AND relkind IN ('r', 'v', 'S') AND relname !~ '^(migrations|seeders)'
                """) == "")
        #expect(server.sql("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace") == "0")
        #expect(server.sql("SELECT count(*) FROM migrations") == "0")
        expectStatus(server.martlet("migrate"), 0)
        #expect(server.sql("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal") == "18")
    }

    // MARK: Queries

    /// Queries with parameters as SQL writes them, each asked for every user.
    static let queries: [(query: String, parameters: [String: String])] = [
        ("album_images", ["album_id": "'album-006'"]), ("album_images", ["album_id": "'album-005'"]),
        ("albums_visible_to_user", ["limit": "100"]), ("analytics_series", ["metric": "'total_users'"]),
        ("analytics_series", ["metric": "'total_users'", "since": "'2024-12-19T00:00:00Z'"]),
        ("analytics_series", ["metric": "'total_users'", "until": "'2024-12-19T00:00:00Z'"]),
        ("analytics_summary", [:]), ("analytics_summary", ["since": "'2025-01-01T00:00:00Z'"]),
        ("feed", ["limit": "4"]),
        ("feed", ["limit": "4", "before_at": "'2024-10-19T09:15:00Z'", "before_id": "'image-003'"]),
        ("image_for_user", ["image_id": "'image-003'"]), ("image_for_user", ["image_id": "'image-008'"]),
        ("images_by_tag", ["tag": "'SEA'", "limit": "100"]), ("images_editable_by_user", ["limit": "100"]),
        ("images_generated", ["limit": "9"]), ("images_of_user", ["owner_id": "'user-003'", "limit": "9"]),
        ("images_popular", ["limit": "9"]), ("images_visible_to_user", ["limit": "100"]),
        ("likes_of_user", ["limit": "9"]), ("tags_top", ["limit": "9"]), ("tags_trending", ["limit": "9"]),
        ("users_by_role", ["role": "'editor'"]),
    ]

    /// Queries that write, and what each needs.
    static let writes: [(query: String, parameters: [String: String])] = [
        ("album_move_image", ["album_id": "'album-001'", "image_id": "'image-002'", "position": "0"]),
        ("album_move_image", ["album_id": "'album-001'", "image_id": "'image-001'", "position": "99"]),
        ("album_move_image", ["album_id": "'album-001'", "image_id": "'image-008'", "position": "1"]),
        ("image_viewed", ["image_id": "'image-008'"]), ("image_viewed", ["image_id": "'image-001'"]),
        ("profile_viewed", ["owner_id": "'user-002'"]), ("like", ["image_id": "'image-006'"]),
        ("like", ["image_id": "'image-008'"]), ("unlike", ["image_id": "'image-007'"]), ("maintenance/recount", [:]),
    ]

    static let askers = CloneGalleryAccessTests.askers

    @Test func everyQueryGivesTheSameOnBoth() throws {
        let server = try CloneGalleryServer(gallerySetUp: true)
        for (query, parameters) in Self.queries {
            var rows = 0
            for asker in Self.askers {
                let values = parameters.merging(["user_id": asker.map { "'\($0)'" } ?? "NULL"]) { first, _ in first }
                let answers = server.answers(query, values)
                #expect(answers.sqlite == answers.postgres, "\(query) for \(values)")
                rows += answers.postgres.count
            }
            #expect(rows > 0 || parameters["until"] != nil || parameters["since"]?.contains("2025") == true, "\(query)")
        }
    }

    @Test func everyQueryThatWritesDoesTheSameOnBoth() throws {
        let server = try CloneGalleryServer(gallerySetUp: true)
        for (query, parameters) in Self.writes {
            for asker in Self.askers where asker != nil || query != "like" {
                let values = parameters.merging(["user_id": asker.map { "'\($0)'" } ?? "NULL"]) { first, _ in first }
                // Somebody who is not there cannot like anything on either.
                if query == "like", asker == "nobody" { continue }
                _ = server.gallery.sql(server.gallery.script(of: query, values))
                expectStatus(server.attempt(server.script(of: query, values)), 0)
            }
        }
        for (table, _) in CloneGalleryServer.tables where table != "user_likes" {
            let rows = server.rows(of: table)
            #expect(rows.sqlite == rows.postgres, "\(table)")
        }
        let likes = "SELECT user_id, image_id FROM user_likes ORDER BY user_id, image_id"
        #expect(server.gallery.sql(likes) == server.sql(likes))
    }

    @Test func noQueryIsLeftOut() throws {
        let server = try CloneGalleryServer(setUp: false)
        let asked = Set((Self.queries + Self.writes).map(\.query))
        let others: Set = [
            "maintenance/false_counters", "maintenance/foreign_keys_without_index", "maintenance/largest_tables",
        ]
        let folder = server.gallery.root + "/queries/"
        let names =
            Folder.names(folder).filter { $0.hasSuffix(".sql") }
            + Folder.names(folder + "maintenance").map { "maintenance/" + $0 }
        #expect(Set(names.map { String($0.dropLast(4)) }) == asked.union(others))
    }

    @Test func theLargestTablesAreTold() throws {
        let server = try CloneGalleryServer()
        let lines = server.sql(server.script(of: "maintenance/largest_tables", [:])).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("images|") } && lines.contains { $0.hasPrefix("idx_tags_count|") })
    }
}
