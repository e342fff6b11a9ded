import TestSupport
import Testing

/// The number of rows that is told of a seed.
@Suite struct SeedRowsTests {
    private static func project() -> ScratchProject {
        ScratchProject([
            "migrations/001_tables.sql": """
            CREATE TABLE tags (name TEXT PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE taggings (tag TEXT REFERENCES tags (name), UNIQUE (tag));
            CREATE TRIGGER counted AFTER INSERT ON taggings BEGIN
                UPDATE tags SET uses = uses + 1 WHERE name = new.tag;
            END;

            """,
            "seeds/001_tags.sql": "INSERT OR IGNORE INTO tags (name) VALUES ('a'), ('b'), ('c');\nSELECT 1;\n",
            "seeds/002_taggings.sql": "INSERT OR IGNORE INTO taggings VALUES ('a'), ('b');\nSELECT * FROM tags;\n",
        ])
    }

    private func rows(_ project: ScratchProject) -> String {
        project.sql("SELECT group_concat(name || ' ' || rows) FROM martlet_seeds")
    }

    @Test func whatTriggersChangeDoesNotCount() {
        let project = Self.project()
        let result = project.martlet("setup")
        expectStatus(result, 0)
        expect(result.output, contains: "001_tags  tags  3 rows")
        expect(result.output, contains: "002_taggings  taggings  2 rows")
        #expect(rows(project) == "001_tags 3,002_taggings 2")
    }

    @Test func aSeedThatFindsItsRowsKeepsTheirNumber() {
        let project = Self.project()
        expectStatus(project.martlet("setup"), 0)
        expect(project.martlet("seed", "--force").output, contains: "001_tags  tags  0 rows")
        #expect(rows(project) == "001_tags 3,002_taggings 2")
        // Another text is another seed.
        project.folder.write("seeds/001_tags.sql", "INSERT INTO tags (name) VALUES ('d');\n")
        expectStatus(project.martlet("seed"), 0)
        #expect(rows(project) == "001_tags 1,002_taggings 2")
    }
}
