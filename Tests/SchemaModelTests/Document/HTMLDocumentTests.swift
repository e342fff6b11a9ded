import SQLText
import SchemaModel
import TestSupport
import Testing

@Suite struct HTMLDocumentTests {
    @Test(
        "the page is well-formed, and its links lead to places in it",
        arguments: [AvatarSchema.schema, HostileNames.schema, Schema(.sqlite)])
    func pageIsWhole(_ schema: Schema) {
        let html = SchemaDocument(schema, AvatarSchema.history).html()
        #expect(XML.fault(in: html) == "")
        let identifiers = html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
        #expect(Set(identifiers).count == identifiers.count)
        for link in html.matches(of: /href="([^"]*)"/).map({ String($0.1) }) {
            #expect(link.hasPrefix("#") && identifiers.contains(String(link.dropFirst())), "\(link)")
        }
    }

    @Test func thePageStandsAloneAndForEverybody() {
        let html = SchemaDocument(HostileNames.schema, AvatarSchema.history).html()
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(
            !html.contains("<script") && !html.contains("@import") && !html.contains("url(") && !html.contains("<img"))
        for part in [
            "<nav aria-label=\"Contents\">", "<a class=\"skip\" href=\"#content\">",
            "@media (prefers-color-scheme: dark)",
            "@media print", "default-src 'none'", "<th scope=\"col\">",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        #expect(html.ranges(of: "<style>").count == 1)
    }

    @Test func thePageTellsWhatTheOthersTell() {
        let html = SchemaDocument(AvatarSchema.schema, AvatarSchema.history).html()
        let headings = XML.texts(of: "h2", in: html) + XML.texts(of: "h3", in: html)
        for heading in [
            "Database Information", "Schema Overview", "Tables", "Migration History", "How to Apply Migrations",
            "How to Rollback Migrations", "Current Schema Status", "Notes", "generation_tasks", "settings", "users",
            "Migration: 25698f3f906f - initial_migration",
        ] {
            #expect(headings.contains(heading), "\(heading)")
        }
        #expect(html.contains("<a href=\"#table-users\"><code><bdi>users</bdi></code></a>"))
        #expect(html.ranges(of: "<svg ").count == 3)
    }
}
