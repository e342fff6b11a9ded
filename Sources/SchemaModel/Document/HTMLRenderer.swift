internal import SQLText

extension SchemaDocument {
    /// The document as one page of HTML, without scripts or anything from elsewhere.
    public func html() -> String {
        let renderer = HTMLRenderer(document: self)
        let tables = schema.tables.flatMap { details(of: $0, level: 3) }
        let heading = schema.views.isEmpty ? [] : [section("Views in Detail")]
        let views = heading + schema.views.flatMap { details(of: $0, level: 3) }
        return renderer.page(introduction + [section("Tables")] + tables + objects + views + migrations)
    }
}

/// Writes blocks as HTML.
private struct HTMLRenderer {
    let document: SchemaDocument

    func page(_ blocks: [DocumentBlock]) -> String {
        let title = "\(document.history.project): \(document.history.heading)".visible.xmlEscaped
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>\(title)</title>
            <style>
            \(HTMLStyle.text)
            \(SVGStyle.text)
            </style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <nav aria-label="Contents">
            \(contents(blocks))
            </nav>
            <main id="content" tabindex="-1">
            \(blocks.map(text).joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    /// The table of contents: parts, and below them the tables and views.
    private func contents(_ blocks: [DocumentBlock]) -> String {
        var parts: [(entry: String, children: [String])] = []
        for block in blocks {
            guard case .heading(let level, let texts, let target?) = block, level > 1 else { continue }
            let entry = "<a href=\"#\(id(target))\">\(line(texts))</a>"
            if level == 2 {
                parts.append((entry, []))
            } else if !parts.isEmpty {
                parts[parts.count - 1].children.append(entry)
            }
        }
        let items = parts.map { part in
            let children = part.children.map { "<li>\($0)</li>" }.joined()
            return "<li>\(part.entry)" + (children.isEmpty ? "" : "<ul>\(children)</ul>") + "</li>"
        }
        return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private func text(_ block: DocumentBlock) -> String {
        switch block {
        case .heading(let level, let texts, let target):
            let anchor = target.map { " id=\"\(id($0))\"" } ?? ""
            return "<h\(level)\(anchor)>\(line(texts))</h\(level)>"
        case .paragraph(let lines): return "<p>\(lines.map(line).joined(separator: "<br/>\n"))</p>"
        case .quotation(let texts): return "<blockquote><p>\(line(texts))</p></blockquote>"
        case .list(let items, let isNumbered):
            let tag = isNumbered ? "ol" : "ul"
            return "<\(tag)>\n" + items.map { "<li>\(line($0))</li>\n" }.joined() + "</\(tag)>"
        case .table(let header, let rows): return table(header, rows)
        case .code(let text, _):
            let lines = text.visibleLines.joined(separator: "\n").xmlEscaped
            return "<pre tabindex=\"0\"><code>\(lines)</code></pre>"
        case .diagram(let name): return diagram(name)
        case .rule: return "<hr/>"
        }
    }

    private func line(_ texts: [DocumentText]) -> String {
        texts.map { text in
            switch text {
            case .plain(let text): text.visible.xmlEscaped
            case .strong(let text): "<strong>\(text.visible.xmlEscaped)</strong>"
            case .emphasis(let text): "<em>\(text.visible.xmlEscaped)</em>"
            // Names may be written from right to left, and must not take what is beside them along.
            case .code(let text): "<code><bdi>\(text.visible.xmlEscaped)</bdi></code>"
            case .link(let texts, let target): "<a href=\"#\(id(target))\">\(line(texts))</a>"
            }
        }.joined()
    }

    private func id(_ target: DocumentTarget) -> String {
        switch target {
        case .table(let name): "table-\(document.slugs[name])"
        case .view(let name): "view-\(document.slugs[name])"
        case .section(let title): "section-\(Slugs.slug(title))"
        }
    }

    private func table(_ header: [String], _ rows: [[[DocumentText]]]) -> String {
        let head = header.map { "<th scope=\"col\">\($0.xmlEscaped)</th>" }.joined()
        let body = rows.map { row in
            let cells = row.enumerated().map { place, cell in
                place == 0 ? "<th scope=\"row\">\(line(cell))</th>" : "<td>\(line(cell))</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return
            "<div class=\"wide\" role=\"group\" aria-label=\"Columns\" tabindex=\"0\"><table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body.joined())"
            + "</tbody></table></div>"
    }

    private func diagram(_ name: ObjectName?) -> String {
        var options = SVGOptions()
        options.title = document.caption(name)
        options.idPrefix = "er-\(name.map { document.slugs[$0] + "--" } ?? "")"
        options.hasStyle = false
        options.hasLegend = name == nil
        for table in document.schema.tables { options.links[table.name] = "#\(id(.table(table.name)))" }
        let diagram = document.diagram(of: name)
        let layout = DiagramLayout(diagram)
        let caption = document.caption(name).visible.xmlEscaped
        // Narrower than the page it is made smaller, as far as its text stays legible.
        let least = "--least: \(layout.width * 2 / 3)px"
        return
            "<figure><div class=\"wide\" role=\"group\" aria-label=\"Diagram\" tabindex=\"0\" style=\"\(least)\">\(diagram.svg(layout, options))</div>"
            + "<figcaption>\(caption)</figcaption></figure>"
    }
}
