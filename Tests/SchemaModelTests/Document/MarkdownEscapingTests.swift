import SQLText
import TestSupport
import Testing

@testable import SchemaModel

@Suite struct MarkdownEscapingTests {
    @Test(
        "text is shown as what it is",
        arguments: [
            ("plain_name and R&D, 1.5 C#", "plain_name and R&D, 1.5 C#"), ("_emphasis_", "\\_emphasis\\_"),
            ("a *b* `c`", "a \\*b\\* \\`c\\`"), ("<b>&lt;", "&lt;b&gt;&amp;lt;"), ("[x](y)", "\\[x\\](y)"),
            ("# x", "\\# x"), ("- x", "\\- x"), ("12. x", "12\\. x"), ("12 x", "12 x"), ("a|b", "a\\|b"),
            ("a\nb", "a␊b"),
        ])
    func text(_ text: String, _ markdown: String) {
        #expect(Markdown.text(text, beginsLine: true) == markdown)
    }

    @Test(
        "code is shown as what it is",
        arguments: [
            ("a_b", "`a_b`", "`a_b`"), ("a`b", "``a`b``", "``a`b``"), ("`", "`` ` ``", "`` ` ``"),
            ("a|b", "`a|b`", "<code>a&#124;b</code>"), ("", "<code></code>", "<code></code>"),
            ("<a> | `b`", "`` <a> | `b` ``", "<code>&lt;a&gt; &#124; &#96;b&#96;</code>"),
        ])
    func code(_ text: String, _ markdown: String, _ cell: String) {
        #expect(Markdown.code(text) == markdown)
        #expect(Markdown.code(text, isCell: true) == cell)
    }

    @Test func aCommentStaysAParagraph() throws {
        var schema = Schema(.postgres)
        var table = Table(ObjectName("C #"))
        table.comment = "a|b\n|-|-|\n\n    code\n# heading\n- item\n=====\n~~~\n<b>"
        schema.tables = [table]
        let pages = SchemaDocument(schema, AvatarSchema.history).markdown()
        let page = try #require(pages.last).text
        #expect(
            page.hasPrefix(
                "# C \\#\n\na\\|b  \n\\|-\\|-\\|\n\ncode  \n\\# heading  \n\\- item  \n\\=====  \n\\~\\~\\~  \n&lt;b&gt;\n"
            ))
    }

    @Test func hostileNamesKeepTheShapeOfAPage() {
        let pages = SchemaDocument(HostileNames.schema, AvatarSchema.history).markdown()
        for page in pages where page.path.hasPrefix("tables/") && page.path.hasSuffix(".md") {
            let rows = page.text.split(separator: "\n").filter { $0.hasPrefix("|") }
            #expect(rows.count == HostileNames.all.count + 2, "\(page.path)")
            #expect(rows.allSatisfy { $0.filter { $0 == "|" }.count == 7 }, "\(page.path)")
            #expect(page.text.split(separator: "\n").filter { $0.hasPrefix("# ") }.count <= 1)
        }
        for page in pages where page.path.hasSuffix(".md") {
            // Code spans and blocks show a tag, everything else would be one.
            let prose = page.text.replacing("\\`", with: "").replacing(/(?s)(`+)(?!`).*?[^`]\1(?!`)/, with: "")
                .replacing(/<\/?code>/, with: "")
            #expect(!prose.contains("<"), "\(page.path)")
        }
    }
}
