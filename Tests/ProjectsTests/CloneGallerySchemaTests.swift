import TestSupport
import Testing

/// Every table, column, index, trigger and row that CloneGallery's document names, asked of the database itself.
@Suite struct CloneGallerySchemaTests {
    static let columns = [
        "users": "id email name role avatar joined_at uploads views",
        "images": "id title caption alt_text url thumbnail uploader_id uploaded_at privacy views is_ai_generated width "
            + "height size format",
        "tags": "id name count trending",
        "albums": "id title description cover_image_id created_by privacy image_count",
        "image_tags": "image_id tag_id", "album_images": "album_id image_id position",
        "user_likes": "user_id image_id liked_at",
        "ai_generation_meta": "image_id model prompt negative_prompt seed steps guidance_scale sampler generated_at",
        "analytics": "id category metric value unit recorded_at",
    ]

    @Test func everyTableHasItsColumns() {
        let gallery = CloneGallery()
        for (table, names) in Self.columns {
            #expect(gallery.sql("SELECT group_concat(name, ' ') FROM pragma_table_info('\(table)')") == names)
        }
        for table in ["migrations", "seeders", "migrations_log"] {
            #expect(gallery.sql("SELECT count(*) > 0 FROM pragma_table_info('\(table)')") == "1")
        }
        #expect(
            gallery.sql("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") == "12")
        #expect(gallery.sql("SELECT count(*) FROM pragma_table_list WHERE strict AND schema = 'main'") == "9")
    }

    @Test func foreignKeysLeadWhereTheyShould() {
        let gallery = CloneGallery()
        let keys = gallery.sql(
            "SELECT m.name || '.' || f.\"from\" || ' > ' || f.\"table\" FROM sqlite_schema AS m, "
                + "pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY 1")
        #expect(
            keys == """
                ai_generation_meta.image_id > images
                album_images.album_id > albums
                album_images.image_id > images
                albums.cover_image_id > images
                albums.created_by > users
                image_tags.image_id > images
                image_tags.tag_id > tags
                images.uploader_id > users
                user_likes.image_id > images
                user_likes.user_id > users
                """)
        #expect(gallery.sql(gallery.text("maintenance/foreign_keys_without_index")) == "")
        expectStatus(gallery.martlet("check"), 0)
    }

    @Test func indexesAndTriggersAreThere() {
        let gallery = CloneGallery()
        #expect(gallery.sql("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL") == "16")
        #expect(gallery.sql("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == "18")
        #expect(
            gallery.sql("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_%'  ESCAPE '\\'")
                == "18")
    }

    @Test func sampleDataIsComplete() {
        let gallery = CloneGallery()
        for (table, rows) in [
            ("users", 5), ("images", 8), ("tags", 20), ("albums", 6), ("analytics", 15), ("image_tags", 33),
            ("user_likes", 12), ("album_images", 16), ("ai_generation_meta", 3), ("migrations", 3), ("seeders", 6),
        ] {
            #expect(gallery.sql("SELECT count(*) FROM \(table)") == "\(rows)", "\(table)")
        }
        #expect(gallery.sql("SELECT role, count(*) FROM users GROUP BY role") == "admin|1\neditor|2\nvisitor|2")
        #expect(gallery.sql("SELECT privacy, count(*) FROM images GROUP BY privacy") == "private|2\npublic|6")
        #expect(gallery.sql("SELECT count(*) FROM albums WHERE cover_image_id IS NULL") == "0")
        #expect(gallery.sql("SELECT count(DISTINCT format) > 3 FROM images") == "1")
        #expect(
            gallery.sql(
                "SELECT count(*) FROM images WHERE is_ai_generated = (id IN (SELECT image_id FROM ai_generation_meta))")
                == "8")
        #expect(gallery.sql(gallery.contradictions) == "")
    }

    @Test func seedsTwiceAreSeedsOnce() {
        let gallery = CloneGallery()
        let before = gallery.content
        let result = gallery.run("manage", "seed", "--force")
        expectStatus(result, 0)
        #expect(gallery.content == before)
        #expect(gallery.sql("SELECT count(*) FROM seeders") == "6")
        // Without Martlet: each seeder is a script that the client loads as well.
        for number in 1...6 {
            let name = gallery.sql("SELECT name FROM seeders ORDER BY name LIMIT 1 OFFSET \(number - 1)")
            expectStatus(gallery.attempt(".read \(gallery.root)/seeders/\(name).sql\n"), 0)
        }
        #expect(gallery.content == before)
        #expect(gallery.sql(gallery.contradictions) == "")
    }

    @Test func triggersThatComeLateCountWhatIsThere() {
        let gallery = CloneGallery(setUp: false)
        expectStatus(gallery.run("migrate", "migrate", "--to", "002"), 0)
        for number in ["001_users", "002_tags", "003_images", "004_image_tags", "005_albums", "006_analytics"] {
            expectStatus(gallery.attempt(".read \(gallery.root)/seeders/\(number)_seeder.sql\n"), 0)
        }
        #expect(gallery.sql("SELECT sum(count) FROM tags") == "0")
        expectStatus(gallery.run("migrate", "migrate"), 0)
        #expect(gallery.sql("SELECT sum(count) FROM tags") == "33")
        #expect(gallery.sql(gallery.contradictions) == "")
    }

    @Test(arguments: [false, true])
    func eachRollbackLeadsBackToWhereItWas(_ isSeeded: Bool) {
        let gallery = CloneGallery(setUp: false)
        var schemas: [String] = []
        for version in ["001", "002", "003"] {
            expectStatus(gallery.run("migrate", "migrate", "--to", version), 0)
            schemas.append(gallery.schema)
        }
        if isSeeded { expectStatus(gallery.run("seed", "seed"), 0) }
        for (version, schema) in [("003", schemas[1]), ("002", schemas[0]), ("001", "")] {
            expectStatus(gallery.run("migrate", "rollback", version, "--yes"), 0)
            #expect(gallery.schema == schema, "back from \(version)")
        }
        #expect(gallery.sql("SELECT count(*) FROM migrations") == "0")
        expectStatus(gallery.run("migrate", "migrate"), 0)
        #expect(gallery.schema == schemas[2])
    }

    @Test func queriesUseTheirIndexes() {
        let gallery = CloneGallery()
        /// A query, what its plan must use, and whether it may sort.
        let plans: [(query: String, index: String)] = [
            ("feed", "idx_images_public_recent"), ("images_visible_to_user", "idx_images_uploaded_at"),
            ("images_of_user", "idx_images_uploader"), ("images_popular", "idx_images_public_views"),
            ("images_generated", "idx_images_ai_recent"), ("likes_of_user", "idx_user_likes_user_time"),
            ("tags_top", "idx_tags_count"), ("tags_trending", "idx_tags_trending"), ("users_by_role", "idx_users_role"),
        ]
        for (query, index) in plans {
            let plan = gallery.sql("EXPLAIN QUERY PLAN\n" + gallery.text(query))
            #expect(plan.contains(index), "\(query): \(plan)")
            #expect(!plan.contains("TEMP B-TREE FOR ORDER BY"), "\(query): \(plan)")
        }
        for (query, table) in [
            ("image_for_user", "images"), ("album_images", "album_images"), ("images_by_tag", "image_tags"),
        ] {
            let plan = gallery.sql("EXPLAIN QUERY PLAN\n" + gallery.text(query))
            #expect(!plan.contains("SCAN \(table)"), "\(query): \(plan)")
        }
    }
}
