internal import SQLText

extension SchemaDocument {
    /// The document as Markdown: `README.md` with the whole in short, a page for each table and each view, and the
    /// diagrams beside them.
    public func markdown() -> [DocumentPage] {
        let index = MarkdownRenderer(document: self, folder: "")
        let blocks =
            introduction + [.rule, .heading(2, ["Tables"], of: .section("Tables"))] + tableSummaries + objects
            + (objects.isEmpty ? [] : [.rule]) + migrations
        var pages = [DocumentPage(path: "README.md", text: index.text(blocks))]
        pages.append(DocumentPage(path: "schema.svg", text: svg(of: nil, title: caption(nil))))
        for table in schema.tables {
            let renderer = MarkdownRenderer(document: self, folder: "tables")
            let path = "tables/\(slugs[table.name])"
            pages.append(DocumentPage(path: "\(path).md", text: renderer.page(details(of: table, level: 1))))
            if hasNeighbours(table) {
                pages.append(DocumentPage(path: "\(path).svg", text: svg(of: table.name, title: caption(table.name))))
            }
        }
        for view in schema.views {
            let renderer = MarkdownRenderer(document: self, folder: "views")
            let text = renderer.page(details(of: view, level: 1))
            pages.append(DocumentPage(path: "views/\(slugs[view.name]).md", text: text))
        }
        return pages
    }

    private func svg(of name: ObjectName?, title: String) -> String {
        var options = SVGOptions()
        options.title = title
        let folder = name == nil ? "tables/" : ""
        for table in schema.tables { options.links[table.name] = "\(folder)\(slugs.address(table.name)).md" }
        return diagram(of: name).svg(options)
    }
}

/// Writes blocks as Markdown.
private struct MarkdownRenderer {
    let document: SchemaDocument
    /// The folder of the page, which links begin from.
    let folder: String

    /// A page other than the first, with a way back.
    func page(_ blocks: [DocumentBlock]) -> String {
        let title = Markdown.text(document.history.heading)
        return text(blocks) + "\n---\n\n[\(title)](../README.md)\n"
    }

    func text(_ blocks: [DocumentBlock]) -> String {
        var parts: [String] = []
        for (place, block) in blocks.enumerated() {
            var part = text(block)
            // A list stands close to the words that it comes under.
            if case .list = block, place > 0, case .paragraph(let lines) = blocks[place - 1], lines.isLabel {
                part = parts.removeLast() + "\n" + part
            }
            parts.append(part)
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func text(_ block: DocumentBlock) -> String {
        switch block {
        case .heading(let level, let text, _): heading(level, line(text))
        // Two blanks at the end of a line keep the next one apart.
        case .paragraph(let lines): lines.map { line($0) }.joined(separator: "  \n")
        case .quotation(let text): "> " + line(text)
        case .list(let items, let isNumbered):
            items.enumerated().map { (isNumbered ? "\($0.offset + 1). " : "- ") + line($0.element) }.joined(
                separator: "\n")
        case .table(let header, let rows): table(header, rows)
        case .code(let text, let language): code(text, language)
        case .diagram(let name): diagram(name)
        case .rule: "---"
        }
    }

    /// A heading; one that ends in `#` would lose it.
    private func heading(_ level: Int, _ text: String) -> String {
        String(repeating: "#", count: level) + " " + (text.hasSuffix("#") ? text.dropLast() + "\\#" : text)
    }

    private func line(_ texts: [DocumentText], isCell: Bool = false) -> String {
        texts.enumerated().map { place, text in
            switch text {
            case .plain(let text): Markdown.text(text, isCell: isCell, beginsLine: place == 0 && !isCell)
            case .strong(let text): "**\(Markdown.text(text, isCell: isCell))**"
            case .emphasis(let text): "*\(Markdown.text(text, isCell: isCell))*"
            case .code(let text): Markdown.code(text, isCell: isCell)
            case .link(let texts, let target): "[\(line(texts, isCell: isCell))](\(path(target)))"
            }
        }.joined()
    }

    private func path(_ target: DocumentTarget) -> String {
        let back = folder.isEmpty ? "" : "../"
        switch target {
        case .table(let name):
            return (folder == "tables" ? "" : "\(back)tables/") + document.slugs.address(name) + ".md"
        case .view(let name): return (folder == "views" ? "" : "\(back)views/") + document.slugs.address(name) + ".md"
        case .section: return "\(back)README.md"
        }
    }

    private func table(_ header: [String], _ rows: [[[DocumentText]]]) -> String {
        let lines = [header, header.map { _ in "---" }] + rows.map { $0.map { line($0, isCell: true) } }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private func code(_ text: String, _ language: String) -> String {
        let fence = String(repeating: "`", count: max(3, Markdown.longestRun(in: text) + 1))
        return "\(fence)\(language)\n" + text.visibleLines.joined(separator: "\n") + "\n\(fence)"
    }

    private func diagram(_ name: ObjectName?) -> String {
        "![\(Markdown.text(document.caption(name)))](\(name.map(document.slugs.address) ?? "schema").svg)"
    }
}

extension [[DocumentText]] {
    /// Whether it is one line of words that something comes under.
    fileprivate var isLabel: Bool {
        guard count == 1, first?.count == 1, case .strong(let text)? = first?.first else { return false }
        return text.hasSuffix(":")
    }
}
