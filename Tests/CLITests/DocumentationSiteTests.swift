import TestSupport
import Testing

/// The documentation as a site: every link leads somewhere, every page is found, and all is there without JavaScript.
@Suite struct DocumentationSiteTests {
    private let folder = ScratchFolder()

    private func build(_ arguments: String...) throws -> ProgramResult {
        Program.run(
            [try PythonTools.path("python"), MartletBinary.packageRoot + "/Scripts/site/build.py"] + arguments)
    }

    @Test func everyLinkOfThisRepositoryLeadsSomewhere() throws {
        let result = try build("--check")
        #expect(result.status == 0 && result.error == "", "\(result.everything)")
    }

    @Test func whatLeadsNowhereIsNamed() throws {
        folder.write(
            "docs/README.md", "# Start\n\n## Part\n\n- [one](one.md)\n- [out](https://example.com/nowhere.md)\n")
        folder.write(
            "docs/one.md", "# One\n\n[a](two.md)\n[b](one.md#one) [c](#other)\n[d](../file.txt)\n[e](folder)\n")
        folder.write("docs/folder/alone.md", "# Alone\n")
        let result = try build("--check", "--root", folder.path)
        expectStatus(result, 3)
        #expect(
            result.error.split(separator: "\n") == [
                "docs/one.md:3: two.md leads nowhere", "docs/one.md:3: #other: there is no such heading",
                "docs/one.md:3: ../file.txt leads nowhere", "docs/one.md:3: folder is a folder: name a file in it",
                "docs/folder/alone.md: no link leads to it from docs/README.md",
            ])
    }

    @Test func pagesAreReadableByThemselves() throws {
        folder.write(
            "docs/README.md", "# Start\n\n## Part\n\n- [One](how-to/one.md)\n- [Schema](one.schema.json)\n")
        folder.write("docs/one.schema.json", "{}\n")
        folder.write(
            "docs/how-to/one.md",
            "# A `b` & c\n\n[back](../README.md#part)\n\n```sql title=\"a<b.sql\"\nSELECT 1 < 2;\n```\n\n"
                + "```console\n$ martlet status\nup to date\n```\n\n| a | b |\n|---|---|\n| `x` | y |\n")
        expectStatus(try build("--root", folder.path, "--output", folder.path("site")), 0)
        let page = folder.read("site/how-to/one.html") ?? ""
        for part in [
            "<title>A b &amp; c – Martlet</title>", "href=\"../index.html#part\"", "href=\"../style.css\"",
            "<figcaption>a&lt;b.sql</figcaption>", "SELECT 1 &lt; 2;",
            "<span class=\"prompt\">$</span><b> martlet status</b>", "<td><code>x</code></td>",
            "<a href=\"one.html\" aria-current=\"page\">One</a>", "<h1 id=\"a-b--c\">",
        ] { expect(page, contains: part) }
        #expect(!page.contains("<script"))
        #expect(folder.read("site/one.schema.json") == "{}\n")
        #expect(folder.names(in: "site") == ["how-to", "index.html", "one.schema.json", "style.css"])
    }
}
