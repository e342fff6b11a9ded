import SchemaModel
import TestSupport
import Testing

/// The rows of the SQLite database, moved to PostgreSQL.
@Suite struct CloneGalleryMoveTests {
    private func server() throws -> CloneGalleryServer {
        let server = try CloneGalleryServer(setUp: false, gallerySetUp: true)
        expectStatus(server.martlet("migrate"), 0)
        return server
    }

    private func expectSameRows(_ server: CloneGalleryServer, sourceLocation: SourceLocation = #_sourceLocation) {
        for table in CloneGalleryServer.tables.keys {
            let rows = server.rows(of: table)
            #expect(rows.sqlite == rows.postgres, "\(table)", sourceLocation: sourceLocation)
        }
    }

    private func isEmpty(_ server: CloneGalleryServer) -> Bool {
        let counts = CloneGalleryServer.tables.keys.map { "(SELECT count(*) FROM \($0))" }
        return server.sql("SELECT \(counts.joined(separator: " + "))") == "0"
    }

    @Test func everyRowArrives() throws {
        let server = try server()
        let result = server.move()
        expectStatus(result, 0)
        #expect(
            result.output == """
                users                       5 rows
                images                      8 rows
                tags                       20 rows
                albums                      6 rows
                image_tags                 33 rows
                album_images               16 rows
                user_likes                 12 rows
                ai_generation_meta          3 rows
                analytics                  15 rows

                """)
        expectSameRows(server)
        #expect(server.sql(server.script(of: "maintenance/false_counters", [:])) == "")
    }

    @Test func lifeGoesOnAfterwards() throws {
        let server = try server()
        _ = server.gallery.sql("DELETE FROM tags WHERE id = 7; INSERT INTO tags (id, name) VALUES (400, 'late')")
        expectStatus(server.move(), 0)
        expectSameRows(server)
        // The next number, the triggers and the foreign keys are there.
        expectStatus(
            server.attempt("INSERT INTO tags (name) VALUES ('new'); INSERT INTO image_tags VALUES ('image-001', 401)"),
            0)
        #expect(server.sql("SELECT id, count FROM tags WHERE name = 'NEW'") == "401|1")
        #expect(server.sql("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'") == "18")
        #expect(server.attempt("INSERT INTO image_tags VALUES ('image-001', 7)").status != 0)
        #expect(try server.parity().isEmpty)
    }

    @Test func valuesArriveAsTheyAre() throws {
        let server = try server()
        let caption = "tab\tline\n\\.\nreturn\r'quote\" back\\slash \\N é 🦢 \u{1}"
        let literal = "'" + caption.replacing("'", with: "''") + "'"
        _ = server.gallery.sql(
            """
            UPDATE images SET caption = \(literal) WHERE id = 'image-001';
            UPDATE images SET caption = '' WHERE id = 'image-002';
            UPDATE images SET caption = NULL WHERE id = 'image-003';
            UPDATE images SET views = 9223372036854775807 WHERE id = 'image-004';
            UPDATE analytics SET value = 0.1 + 0.2 WHERE id = 1;
            UPDATE analytics SET value = ieee754(1, -1074) WHERE id = 2;
            UPDATE analytics SET value = -ieee754(9007199254740991, 971) WHERE id = 3;
            UPDATE analytics SET value = -9e999 WHERE id = 4;
            """)
        expectStatus(server.move(), 0)
        let escaped = literal.replacing("\\", with: "\\\\")
        #expect(server.sql("SELECT count(*) FROM images WHERE caption = E\(escaped)") == "1")
        #expect(server.sql("SELECT string_agg(id, ' ') FROM images WHERE caption = ''") == "image-002")
        #expect(server.sql("SELECT caption IS NULL FROM images WHERE id = 'image-003'") == "t")
        #expect(server.sql("SELECT views FROM images WHERE id = 'image-004'") == "9223372036854775807")
        #expect(
            server.sql("SELECT value FROM analytics WHERE id <= 4 ORDER BY id")
                == "\(0.1 + 0.2)\n\(Double.leastNonzeroMagnitude)\n\(-Double.greatestFiniteMagnitude)\n-Infinity")
        #expect(
            server.sql("SELECT count(*) FROM ai_generation_meta WHERE guidance_scale IS NULL AND steps IS NULL") == "2")
    }

    @Test func anEmptyGalleryMovesToo() throws {
        let server = try server()
        _ = server.gallery.sql("DELETE FROM users; DELETE FROM tags; DELETE FROM analytics")
        expectStatus(server.move(), 0)
        #expect(isEmpty(server))
        #expect(server.sql("INSERT INTO tags (name) VALUES ('first') RETURNING id") == "1")
    }

    // MARK: Refusals

    @Test(arguments: CloneGalleryServer.tables.keys.sorted().filter { ["users", "tags", "analytics"].contains($0) })
    func aTargetWithRowsIsRefused(_ table: String) throws {
        let server = try server()
        let rows = [
            "users": "INSERT INTO users (id, email, name) VALUES ('u', 'a@b.cc', 'n')",
            "tags": "INSERT INTO tags (name) VALUES ('sea')",
            "analytics": "INSERT INTO analytics (category, metric, value) VALUES ('usage', 'm', 1)",
        ]
        expectStatus(server.attempt(rows[table] ?? ""), 0)
        let result = server.move()
        #expect(result.status == 1 && result.output == "")
        #expect(
            result.error.contains("there are rows in \(table) already: the target has to be empty"), "\(result.error)")
        #expect(result.error.contains("move_to_postgres: nothing was moved"))
        #expect(
            server.sql(
                "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM tags) + (SELECT count(*) FROM analytics)")
                == "1")
        #expect(server.sql("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'") == "18")
    }

    @Test func whatPostgreSQLRefusesMovesNothing() throws {
        let server = try server()
        // Two addresses to SQLite, whose capitals end at Z, and one to PostgreSQL.
        _ = server.gallery.sql(
            "UPDATE users SET email = 'é@x.yy' WHERE id = 'user-001'; UPDATE users SET email = 'É@x.yy' WHERE id = 'user-002'"
        )
        let capitals = server.move()
        #expect(capitals.status == 1 && capitals.error.contains("users_email_key"), "\(capitals.error)")
        #expect(isEmpty(server))
        _ = server.gallery.sql(
            "UPDATE users SET email = 'b@x.yy' WHERE id = 'user-002'; UPDATE images SET title = 'a' || char(0) || 'b' WHERE id = 'image-001'"
        )
        let zero = server.move()
        #expect(zero.status == 1 && zero.error.contains("a text in images has a zero character"), "\(zero.error)")
        #expect(isEmpty(server))
    }

    @Test func databasesAtDifferentMigrationsAreRefused() throws {
        let server = try server()
        expectStatus(server.martlet("rollback", "003", "--yes"), 0)
        let result = server.move()
        #expect(
            result.status == 1 && result.error.contains("the databases are at different migrations"), "\(result.error)")
        expectStatus(server.martlet("rollback", "001", "--yes"), 0)
        #expect(server.move().status == 1)
    }

    @Test func whatIsMissingIsNamed() throws {
        let server = try CloneGalleryServer(setUp: false)
        let none = server.move()
        #expect(none.status == 1 && none.error.contains("no database at \(server.gallery.database)"), "\(none.error)")
        expectStatus(server.gallery.run("manage", "migrate"), 0)
        let empty = server.move()
        #expect(
            empty.status == 1 && empty.error.contains("the PostgreSQL database cannot be read, or was never migrated"))
        let words = Program.run([server.gallery.root + "/move_to_postgres", "now"])
        #expect(words.status == 2 && words.error.hasPrefix("Usage: move_to_postgres"))
    }
}
