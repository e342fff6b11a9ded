import TestSupport
import Testing

/// `docs`: a folder that is always what the database is.
@Suite struct DocsTests {
    private static func migrated(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.migrated()
        let file = project.folder.read("martlet.yaml") ?? ""
        project.folder.write(
            "martlet.yaml",
            file.replacing("    migrations: migrations\n", with: "    migrations: migrations\n    docs: docs\n"))
        return project
    }

    @Test(arguments: TestedEngine.allCases) func aFolderIsWrittenOnceAndIsThenUpToDate(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        expectStatus(project.run("docs", "--check"), 3)
        let first = project.run("docs")
        expectStatus(first, 0)
        expect(first.output, contains: "wrote docs/README.md")
        for page in ["schema.svg", "tables/users.md", "tables/posts.md", "tables/posts.svg"] {
            #expect(project.folder.has("docs/" + page), "\(page)")
        }
        let index = project.folder.read("docs/README.md") ?? ""
        for part in [
            "### users", "### posts", "- `author` (", "Foreign Key to `users.id`", "### Migration: 001 - Create users",
            "**Parent**: 001", "- Created table `posts`", "**Data Migration Included**: Yes - inserted rows",
            "martlet migrate", "**Latest Migration**: 002 (Create posts) - APPLIED", "**Total Tables**: 2",
            "**Database State**: Up to date",
        ] {
            expect(index, contains: part)
        }
        // Martlet's own tables are nobody's business here.
        #expect(!index.contains("martlet_migrations"))
        let second = project.run("docs")
        #expect(second.output.contains("docs is up to date") && !second.output.contains("wrote"), "\(second.output)")
        expectStatus(project.run("docs", "--check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func aCheckSaysWhereTheFirstDifferenceIs(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        expectStatus(project.run("docs"), 0)
        _ = project.sql("ALTER TABLE users ADD COLUMN nickname text")
        let check = project.run("docs", "--check")
        expectStatus(check, 3)
        expect(check.error, contains: "docs/README.md is out of date")
        expect(check.error, contains: "nickname")
        #expect(!(project.folder.read("docs/README.md") ?? "").contains("nickname"))
        expectStatus(project.run("docs"), 0)
        expect(project.folder.read("docs/tables/users.md") ?? "", contains: "nickname")
    }

    @Test(arguments: TestedEngine.allCases) func thePagesOfATableGoWithIt(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        expectStatus(project.run("docs"), 0)
        project.folder.write("docs/tables/own.md", "somebody's own page\n")
        _ = project.sql("DROP TABLE posts")
        let check = project.run("docs", "--check")
        expect(check.error, contains: "written for what is gone: docs/tables/posts.md")
        let result = project.run("docs")
        expect(result.output, contains: "removed docs/tables/posts.md")
        #expect(!project.folder.has("docs/tables/posts.md") && !project.folder.has("docs/tables/posts.svg"))
        #expect(project.folder.has("docs/tables/own.md"))
    }

    @Test func somebodyElsesFileStays() throws {
        let project = try Self.migrated(.sqlite)
        project.folder.write("docs/README.md", "# Mine\n")
        let result = project.run("docs")
        expectStatus(result, 1)
        expect(result.error, contains: "docs/README.md is there, and was not written by `martlet docs`")
        #expect(project.folder.read("docs/README.md") == "# Mine\n")
        #expect(!project.folder.has("docs/tables"))
    }

    @Test func aDiagramAloneIsNotInTheWayOfThePages() throws {
        let project = try Self.migrated(.sqlite)
        expectStatus(project.run("docs", "--as", "svg"), 0)
        #expect(project.folder.has("docs/schema.svg"))
        expectStatus(project.run("docs"), 0)
        expectStatus(project.run("docs", "--check"), 0)
        expectStatus(project.run("docs", "--as", "svg"), 0)
        expectStatus(project.run("docs"), 0)
    }

    @Test(arguments: [
        ("one.md", "name a folder: --output one; one file is --as html"),
        ("one.html", "leave out --as markdown, or name a folder"),
    ])
    func noFolderIsCalledAsAFile(_ name: String, _ help: String) throws {
        let project = try Self.migrated(.sqlite)
        let result = project.run("docs", "--as", "markdown", "--output", name)
        expectStatus(result, 2)
        expect(result.error, contains: "Markdown is a folder of pages, and \(name) is called as a file")
        expect(result.error, contains: help)
        #expect(!project.folder.has(name))
    }

    /// Those of the folder that is written come first, and those of the configuration where it has none.
    @Test func notesAreFoundInTheFolderThatIsWritten() throws {
        let project = try TestedEngine.sqlite.migrated()
        project.folder.write("pages/notes.yaml", "heading: Of the pages\n")
        expectStatus(project.run("docs", "--output", "pages"), 0)
        #expect(project.folder.read("pages/README.md")?.contains("# Of the pages\n") == true)
        let other = try Self.migrated(.sqlite)
        other.folder.write("docs/notes.yaml", "heading: Of the configuration\n")
        expectStatus(other.run("docs", "--output", "pages"), 0)
        #expect(other.folder.read("pages/README.md")?.contains("# Of the configuration\n") == true)
        other.folder.write("pages/notes.yaml", "heading: Of the pages\n")
        expectStatus(other.run("docs", "--output", "pages"), 0)
        #expect(other.folder.read("pages/README.md")?.contains("# Of the pages\n") == true)
    }

    @Test(arguments: ["html", "svg", "mermaid", "dot", "json"]) func everyFormGoesToStandardOutput(_ form: String)
        throws
    {
        let project = try Self.migrated(.sqlite)
        let result = project.run("docs", "--as", form, "--output", "-")
        expectStatus(result, 0)
        let signs = [
            "html": ["<!DOCTYPE html>", "<h3 id=\"table-users\">", "</html>"], "svg": ["<svg ", "</svg>", "posts"],
            "mermaid": ["erDiagram", "users"], "dot": ["digraph", "users"],
            "json": ["\"dialect\": \"sqlite\"", "\"foreign_keys\": [", "\"on_delete\": \"NO ACTION\""],
        ]
        for sign in signs[form] ?? [] { expect(result.output, contains: sign) }
        if form == "json" {
            let parsed = Program.run(
                ["python3", "-c", "import json, sys; print(len(json.load(sys.stdin)['tables']))"],
                input: result.output)
            #expect(parsed.output == "2\n", "\(parsed.everything)")
        }
    }

    @Test func theEndingOfAFileTellsTheForm() throws {
        let project = try Self.migrated(.sqlite)
        for (file, sign) in [
            ("a.html", "<!DOCTYPE html>"), ("b.svg", "<svg "), ("c.mmd", "erDiagram"), ("d.gv", "digraph"),
        ] {
            expectStatus(project.run("docs", "--output", file), 0)
            expect(project.folder.read(file) ?? "", contains: sign)
            expectStatus(project.run("docs", "--output", file, "--check"), 0)
        }
        expectStatus(project.run("docs", "--output", "e.txt"), 2)
        expectStatus(project.run("docs", "--as", "html"), 0)
        #expect(project.folder.has("docs/schema.html"))
    }

    @Test func withoutAFolderPagesHaveNoPlace() throws {
        let project = ScratchProject.migrated()
        let result = project.martlet("docs")
        expectStatus(result, 2)
        expect(result.error, contains: "docs: in martlet.yaml")
        expectStatus(project.martlet("docs", "--as", "dot"), 0)
    }

    @Test func aDatabaseWithoutAFolderKeepsNoOtherFromItsPages() throws {
        let folder = ScratchFolder()
        let databases = ["app", "log"].map {
            "  \($0):\n    url: sqlite:\($0).db\n    migrations: \($0)\n"
                + ($0 == "app" ? "    docs: docs\n" : "")
        }
        folder.write("martlet.yaml", "project: two\ndatabases:\n" + databases.joined())
        for name in ["app", "log"] {
            folder.write("\(name)/001_t.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);\n")
        }
        expectStatus(MartletBinary.run(["migrate"], in: folder.path), 0)
        for command in [["docs"], ["docs", "--check"]] {
            let result = MartletBinary.run(command, in: folder.path)
            expectStatus(result, 0)
            expect(result.output, contains: "log: not documented, as docs: in martlet.yaml names no folder for it")
        }
        #expect(folder.has("docs/tables/t.md"))
        expectStatus(MartletBinary.run(["docs", "--database", "log"], in: folder.path), 2)
    }

    @Test func aDatabaseThatNobodyMigratesIsDocumentedToo() throws {
        let folder = ScratchFolder()
        expectStatus(SQLiteClient.load(folder.path("app.db"), "CREATE TABLE t (id INTEGER PRIMARY KEY);"), 0)
        let result = MartletBinary.run(["--url", "sqlite:app.db", "docs", "--output", "pages"], in: folder.path)
        expectStatus(result, 0)
        #expect(result.error.isEmpty)
        let named = ["--url", "sqlite:app.db", "--migrations", "nowhere", "docs", "--output", "pages"]
        expect(MartletBinary.run(named, in: folder.path).error, contains: "there is no folder")
        let page = folder.read("pages/README.md") ?? ""
        expect(page, contains: "There are no migrations.")
        #expect(!page.contains("martlet migrate") && !page.contains("Migration Location"), "\(page)")
        // A history without its folder is somebody's mistake.
        let project = try Self.migrated(.sqlite)
        expectStatus(Program.run(["mv", project.folder.path("migrations"), project.folder.path("moved")]), 0)
        expectStatus(project.run("docs"), 4)
    }

    @Test(arguments: TestedEngine.allCases) func notesGoIntoThePages(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        project.folder.write(
            "docs/notes.yaml",
            """
            heading: The shop
            user: shop
            apply:
              Bring it up to date: ./up
            tables:
              users:
                comment: Who may sign in.
                columns:
                  name: As it is shown
                remarks:
                  Model: "`User.swift`"
            notes:
              - Times are UTC

            """)
        expectStatus(project.run("docs"), 0)
        let index = project.folder.read("docs/README.md") ?? ""
        for part in [
            "# The shop", "**Database User**: shop", "# Bring it up to date\n./up", "**users** - Who may sign in.",
            " - As it is shown", "**Model**: `User.swift`", "- Times are UTC",
        ] {
            expect(index, contains: part)
        }
        project.folder.write("docs/notes.yaml", "tables:\n  users:\n    columns:\n      nam: Wrong\n")
        let wrong = project.run("docs")
        expectStatus(wrong, 2)
        expect(wrong.error, contains: "docs/notes.yaml:4:7")
        expect(wrong.error, contains: "did you mean name?")
    }

    @Test func theDocumentIsValidJSONToo() throws {
        let project = try Self.migrated(.sqlite)
        let written = project.run("docs", "--json")
        let shown = project.run("docs", "--as", "svg", "--output", "-", "--json")
        expect(written.output, contains: "\"docs/tables/users.md\"")
        expect(shown.output, contains: "\"document\": \"<svg ")
        expectStatus(try JSONSchema.outcome.validate(["a.json": written.output, "b.json": shown.output]), 0)
    }
}
