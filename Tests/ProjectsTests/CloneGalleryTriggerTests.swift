import TestSupport
import Testing

/// Counters are true whatever is written, with recursive triggers and without.
@Suite struct CloneGalleryTriggerTests {
    static let writes = [
        "INSERT OR IGNORE INTO image_tags VALUES ('image-001', 1)",
        "INSERT OR REPLACE INTO image_tags VALUES ('image-001', 1)",
        "INSERT OR REPLACE INTO image_tags VALUES ('image-004', 1)",
        "UPDATE OR REPLACE image_tags SET image_id = 'image-006' WHERE image_id = 'image-001' AND tag_id = 1",
        "UPDATE OR REPLACE image_tags SET tag_id = 2 WHERE tag_id = 1",
        "UPDATE image_tags SET tag_id = 20 WHERE image_id = 'image-006' AND tag_id = 12",
        "UPDATE tags SET id = 500 WHERE id = 5",
        "INSERT OR REPLACE INTO tags (id, name, count) VALUES (77, 'NATURE', 9)",
        "DELETE FROM tags WHERE name = 'travel'", "INSERT INTO tags (name, count) VALUES ('new', 44)",
        "UPDATE tags SET count = count + 100", "DELETE FROM image_tags WHERE image_id = 'image-002'",
        "INSERT OR IGNORE INTO album_images VALUES ('album-001', 'image-006', 0)",
        "INSERT OR REPLACE INTO album_images VALUES ('album-001', 'image-006', 0)",
        "INSERT OR REPLACE INTO album_images VALUES ('album-001', 'image-003', 2)",
        "UPDATE OR REPLACE album_images SET position = 0 WHERE album_id = 'album-002' AND position = 1",
        "UPDATE album_images SET album_id = 'album-005', position = 9 WHERE album_id = 'album-002' AND image_id = 'image-006'",
        "UPDATE OR REPLACE album_images SET album_id = 'album-001'",
        "INSERT INTO albums (id, title, created_by, image_count) VALUES ('a9', 't', 'user-001', 7)",
        "UPDATE albums SET image_count = 0",
        "INSERT OR REPLACE INTO albums (id, title, created_by) VALUES ('album-001', 't', 'user-001')",
        "UPDATE albums SET id = 'z' WHERE id = 'album-006'",
        "INSERT OR REPLACE INTO images SELECT * FROM images WHERE id = 'image-007'",
        "UPDATE images SET uploader_id = 'user-005' WHERE id = 'image-001'",
        "UPDATE images SET id = 'renamed' WHERE id = 'image-003'", "UPDATE users SET id = 'u2' WHERE id = 'user-002'",
        "UPDATE users SET uploads = 999",
        "INSERT OR REPLACE INTO users (id, email, name, uploads) VALUES ('user-003', 'x@y.zz', 'n', 5)",
        "INSERT INTO users (id, email, name, uploads) VALUES ('user-9', 'x@y9.zz', 'n', 5)",
        "INSERT INTO images (id, title, url, thumbnail, uploader_id, width, height, size, format) "
            + "VALUES ('n1', 't', '/a', '/a', 'user-005', 1, 1, 1, 'PNG')",
        "INSERT OR IGNORE INTO images (id, title, url, thumbnail, uploader_id, width, height, size, format) "
            + "VALUES ('bad', 't', '/a', '/a', 'user-001', 0, 1, 1, 'PNG')",
        "INSERT INTO images (id, title, url, thumbnail, uploader_id, width, height, size, format) VALUES "
            + "('image-001', 't', '/a', '/a', 'user-004', 1, 1, 1, 'PNG') "
            + "ON CONFLICT (id) DO UPDATE SET uploader_id = excluded.uploader_id",
        "DELETE FROM images WHERE id = 'image-005'", "DELETE FROM users WHERE id = 'user-003'",
        "DELETE FROM albums WHERE id = 'album-001'", "DELETE FROM users",
    ]

    @Test(arguments: [false, true])
    func eachWriteAloneLeavesTrueCounters(_ isRecursive: Bool) {
        let gallery = CloneGallery()
        let before = gallery.content
        let script = Self.writes.enumerated().map { number, write in
            "SAVEPOINT one;\n.print write \(number)\n\(write);\n\(gallery.contradictions)ROLLBACK TO one; RELEASE one;\n"
        }
        let expected = Self.writes.indices.map { "write \($0)" }.joined(separator: "\n")
        #expect(gallery.sql(script.joined(), recursiveTriggers: isRecursive) == expected)
        #expect(gallery.content == before)
    }

    @Test(arguments: [false, true])
    func allWritesInARowLeaveTrueCounters(_ isRecursive: Bool) {
        let gallery = CloneGallery()
        let script = Self.writes.enumerated().map { ".print write \($0)\n\($1);\n\(gallery.contradictions)" }
        let expected = Self.writes.indices.map { "write \($0)" }.joined(separator: "\n")
        #expect(gallery.sql(script.joined(), recursiveTriggers: isRecursive) == expected)
        #expect(gallery.sql("SELECT count(*) FROM images; SELECT sum(count) FROM tags") == "0\n0")
    }

    @Test func theOneCaseThatATriggerCannotSeeIsFoundAndPutRight() {
        let replace = """
            INSERT OR REPLACE INTO images
            SELECT id, title, caption, alt_text, url, thumbnail, 'user-005', uploaded_at, privacy, views, is_ai_generated,
                   width, height, size, format FROM images WHERE id = 'image-001';

            """
        let gallery = CloneGallery()
        #expect(gallery.sql(replace + gallery.text("maintenance/false_counters")).hasPrefix("users.uploads|user-002|"))
        _ = gallery.sql(gallery.text("maintenance/recount"))
        #expect(gallery.sql(gallery.contradictions) == "")
        let recursive = CloneGallery()
        #expect(recursive.sql(replace + recursive.contradictions, recursiveTriggers: true) == "")
    }

    @Test func aDeletedCoverLeavesItsAlbum() {
        let gallery = CloneGallery()
        _ = gallery.sql("DELETE FROM images WHERE id = 'image-007'")
        #expect(
            gallery.sql("SELECT group_concat(id, ' ') FROM albums WHERE cover_image_id IS NULL")
                == "album-002 album-006")
    }

    @Test func theGeneratedFlagFollowsTheMetadata() {
        let gallery = CloneGallery()
        _ = gallery.sql("INSERT INTO ai_generation_meta (image_id, model, prompt) VALUES ('image-001', 'm', 'p')")
        #expect(gallery.sql("SELECT is_ai_generated FROM images WHERE id = 'image-001'") == "1")
        let refused = gallery.attempt("UPDATE images SET is_ai_generated = 0 WHERE id = 'image-001';")
        #expect(refused.status != 0 && refused.error.contains("delete its ai_generation_meta row first"))
        let allowed = gallery.attempt(
            "DELETE FROM ai_generation_meta WHERE image_id = 'image-001'; "
                + "UPDATE images SET is_ai_generated = 0 WHERE id = 'image-001';")
        expectStatus(allowed, 0)
    }
}
