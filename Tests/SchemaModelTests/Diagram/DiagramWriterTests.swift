import SQLText
import SchemaModel
import TestSupport
import Testing

@Suite struct DiagramWriterTests {
    /// Two tables and a foreign key between them.
    private var small: Diagram {
        var schema = Schema(.postgres)
        var users = Table(ObjectName("users"), columns: [Column("id", "bigint"), Column("email", "text")])
        users.primaryKey = Key(["id"])
        users.uniqueKeys = [Key(["email"])]
        users.columns[1].isNullable = false
        users.comment = "Who signs in."
        var posts = Table(ObjectName("posts"), columns: [Column("id", "bigint"), Column("user_id", "bigint")])
        posts.primaryKey = Key(["id"])
        posts.columns.append(Column("price", "numeric(12,2)"))
        posts.foreignKeys = [ForeignKey(["user_id"], references: ObjectName("users"), ["id"], name: "posts_user_fkey")]
        schema.tables = [posts, users]
        return Diagram(schema)
    }

    @Test func svgShowsTablesColumnsAndTooltips() {
        let svg = small.svg()
        #expect(XML.fault(in: svg) == "")
        let texts = XML.texts(of: "text", in: svg)
        for text in ["posts", "users", "id", "email", "user_id", "numeric(12,2)", "FK", "U", "zero or more"] {
            #expect(texts.contains(text), "\(text)")
        }
        let titles = XML.texts(of: "title", in: svg)
        #expect(titles.first == "Entity-relationship diagram")
        #expect(titles.contains("users\nWho signs in."))
        #expect(titles.contains("posts_user_fkey: posts (user_id) → users (id)"))
        #expect(titles.contains("email text NOT NULL"))
        #expect(
            XML.texts(of: "desc", in: svg) == ["2 tables: posts, users. 1 foreign key: posts (user_id) → users (id)."])
    }

    @Test func svgStandsAloneAndForEverybody() {
        let svg = small.svg()
        #expect(svg.contains("role=\"img\" aria-labelledby=\"er--title er--description\""))
        #expect(svg.contains("@media (prefers-color-scheme: dark)"))
        #expect(!svg.contains("<script") && !svg.contains("@import") && !svg.contains("url("))
        #expect(
            svg.firstRange(of: "http").map { svg[$0.lowerBound...].hasPrefix("http://www.w3.org/2000/svg") } == true)
    }

    @Test func boxesHaveIdentifiersAndLinks() {
        var options = SVGOptions()
        options.idPrefix = "x-"
        options.links = [ObjectName("users"): "tables/users.html?a=1&b=\"2\""]
        let svg = small.svg(options)
        #expect(XML.fault(in: svg) == "")
        #expect(svg.contains("<a href=\"tables/users.html?a=1&amp;b=&quot;2&quot;\"><g id=\"x-users\""))
        #expect(svg.contains("<g id=\"x-posts\""))
    }

    @Test("marks stand at the ends of edges", arguments: [(true, true), (true, false), (false, true), (false, false)])
    func marks(_ isOptional: Bool, _ isUnique: Bool) {
        var diagram = small
        diagram.edges[0].isOptional = isOptional
        diagram.edges[0].isUnique = isUnique
        var options = SVGOptions()
        options.hasLegend = false
        let rings = diagram.svg(options).ranges(of: "<circle class=\"er-ring\"").count
        // A circle at the source in any case, since nothing has to refer to a row; one at the target if it may be missing.
        #expect(rings == (isOptional ? 2 : 1))
        #expect(
            diagram.mermaid().contains(
                "users \(isOptional ? "|o" : "||")--\(isUnique ? "o|" : "o{") posts : \"user_id\""))
        let ends = "arrowtail=\(isUnique ? "teeodot" : "crowodot"), arrowhead=\(isOptional ? "teeodot" : "teetee")"
        #expect(diagram.dot().contains(ends))
    }

    @Test func mermaidIsWrittenAsItsGrammarHasIt() {
        #expect(
            small.mermaid() == """
                erDiagram
                    %% numeric(12_2): numeric(12,2)
                    posts {
                        bigint id PK "NOT NULL"
                        bigint user_id FK
                        numeric(12_2) price
                    }
                    users {
                        bigint id PK "NOT NULL"
                        text email UK "NOT NULL"
                    }
                    users |o--o{ posts : "user_id"

                """)
    }

    @Test func dotIsWrittenAsItsGrammarHasIt() {
        let dot = small.dot()
        #expect(dot.hasPrefix("digraph schema {\n"))
        #expect(dot.contains("    n0:r1 -> n1 [tooltip=\"posts (user_id) → users (id)\", arrowtail=crowodot"))
        #expect(dot.contains("PORT=\"r1\">FK user_id  <FONT COLOR=\"#626b7a\">bigint</FONT>"))
    }

    @Test func hostileNamesAreShownAsTheyAre() {
        var options = DiagramOptions()
        options.includesViews = true
        let diagram = Diagram(HostileNames.schema, options: options)
        let svg = diagram.svg()
        #expect(XML.fault(in: svg) == "")
        let texts = XML.texts(of: "text", in: svg)
        #expect(texts.contains("<script>alert(1)</script>"))
        #expect(texts.contains("tab␉line␊end␇␀x"))
        #expect(texts.contains("שלום �evil"))
        #expect(!svg.contains("<script>"))
        #expect(Set(svg.matches(of: /\bid="([^"]*)"/).map(\.1)).count == svg.matches(of: /\bid="/).count)
    }

    @Test func hostileNamesKeepMermaidsGrammar() {
        let lines = Diagram(HostileNames.schema).mermaid().split(separator: "\n")
        let word = #"[A-Za-z_\u{c0}-\u{fdcf}][A-Za-z0-9_\u{c0}-\u{fdcf}]*"#
        let label = "\"[^\"%\\\\<>{};#~`]*\""
        let shapes = [
            "erDiagram", "    %% [^%{}]*", "    \(word)(\\[\(label)\\])? \\{", "    \\}",
            "    \(word)(\\[\(label)\\])?",
            "        [A-Za-z_\\u{c0}-\\u{fdcf}][A-Za-z0-9_\\u{c0}-\\u{fdcf}\\[\\]()]* \(word)( (PK|FK|UK)(, FK|, UK)*)?( \(label))?",
            "    \(word) (\\|\\||\\|o)--(o\\{|o\\|) \(word) : \(label)",
        ]
        let grammar = shapes.compactMap { try? Regex("(\($0))") }
        #expect(grammar.count == shapes.count)
        for line in lines {
            #expect(grammar.contains { line.wholeMatch(of: $0) != nil }, "\(line)")
            #expect(line.lowercased().firstMatch(of: /direction\s+(tb|bt|lr|rl)/) == nil, "\(line)")
        }
        let entities = lines.compactMap { $0.firstMatch(of: /^    (\w+)(\[.*\])? \{$/)?.1.lowercased() }
        #expect(Set(entities).count == HostileNames.all.count)
    }

    @Test func hostileNamesKeepTheLabelsOfGraphvizWhole() throws {
        let dot = Diagram(HostileNames.schema).dot()
        let boxes = dot.split(separator: "\n").filter { $0.contains("[label=<") }
        let labels = try boxes.map { try #require($0.firstMatch(of: /^    n\d+ \[label=<(<TABLE.*<\/TABLE>)>\]$/)).1 }
        #expect(labels.count == HostileNames.all.count)
        #expect(XML.fault(in: "<all>\(labels.joined())</all>") == "")
        for line in dot.split(separator: "\n") where line.contains(" -> ") {
            #expect(
                line.wholeMatch(of: #/    n\d+(:r\d+)? -> n\d+ \[(\w+=(\w+|"([^"\\]|\\.)*")(, )?)*\]/#) != nil,
                "\(line)")
        }
        if Program.isInstalled("dot") {
            let drawn = Program.run(["dot", "-Tsvg"], input: dot)
            #expect(drawn.status == 0, "\(drawn.error)")
        }
    }

    @Test func theSameDiagramIsWrittenTheSameWay() {
        let diagram = Diagram(TangledSchema.make(tables: 20, seed: 3))
        #expect(diagram.svg() == diagram.svg())
        #expect(diagram.mermaid() == diagram.mermaid())
        #expect(diagram.dot() == diagram.dot())
    }
}
