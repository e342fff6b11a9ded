import SQLText
import SchemaModel

/// Names that mean something in SVG, HTML, Markdown, Mermaid or the language of Graphviz.
enum HostileNames {
    static let all = [
        "<script>alert(1)</script>", "a\"b'c`d", "שלום \u{202e}evil", "tab\tline\nend\u{7}\u{0}x", "Order Details",
        "order details", "direction LR", "%%{init: {}}%%", "pk", "]]>--><!--", "123", "", "数据表", "a|b\\c", "# x",
        "x; drop table y; #quot;", "~a~ ~b~", "&amp;", "- item", "1. item", "[link](javascript:alert(1))", "***", "```",
        "\u{fffe}\u{85}\u{2028}", String(repeating: "very_long_name_", count: 12), "\u{fdfd}", "👩‍👩‍👧‍👦", "title", "{}",
    ]

    /// A schema whose every name, type, comment and expression is one of them.
    static var schema: Schema {
        var schema = Schema(.postgres)
        for (number, name) in all.enumerated() {
            func other(_ step: Int) -> String { all[(number * 7 + step) % all.count] }
            var table = Table(ObjectName(schema: "public", name))
            table.columns = all.map { column in
                var column = Column(column, "type \(column)")
                column.comment = other(1)
                column.defaultValue = other(2)
                return column
            }
            table.comment = "\(name)\n\n\(other(3))"
            table.primaryKey = Key([name], name: other(4))
            table.foreignKeys = [
                ForeignKey([other(5)], references: ObjectName(schema: "public", other(6)), [name], name: other(7))
            ]
            table.indexes = [Index(other(8), [IndexPart(expression: other(9))])]
            table.indexes[0].predicate = other(10)
            table.checks = [Check(other(11), name: other(12))]
            var policy = Policy(other(13))
            policy.using = other(14)
            table.policies = [policy]
            schema.tables.append(table)
            var view = View(ObjectName(schema: "public", "view of \(name)"), query: "SELECT '\(name)'\n\(other(15))")
            view.comment = other(16)
            schema.views.append(view)
            schema.omissions.append(Omission("kind \(name)", other(17), because: other(18)))
        }
        return schema
    }
}
