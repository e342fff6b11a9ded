internal import SQLText

extension SchemaDocument {
    /// What there is beside tables, in short.
    var objects: [DocumentBlock] {
        var blocks: [DocumentBlock] = []
        func add(_ title: String, _ items: [[DocumentText]]) {
            if !items.isEmpty { blocks += [section(title), .list(items)] }
        }
        if schema.namespaces.count > 1 {
            add("Schemas", schema.namespaces.map { [.code($0.name)] + suffix($0.comment) })
        }
        add("Views", schema.views.map { link($0.name) + kind(of: $0) + suffix($0.comment) })
        add("Types", schema.types.map(line))
        add("Routines", schema.routines.map(line))
        add("Sequences", schema.sequences.map(line))
        add(
            "Extensions",
            schema.extensions.map { found in
                let isImplied = names.implied.contains(found.namespace.quotedName(schema.dialect))
                let place: [DocumentText] = isImplied ? [] : [" in schema ", .code(found.namespace)]
                return [.code(found.name), .plain(" \(found.version)")] + place
            })
        add(
            "Other Objects",
            schema.others.map { other in
                let owner = other.detail.map { [DocumentText.plain(" of "), .code($0)] } ?? []
                return [.plain("\(other.kind) "), .code(other.name.description)] + owner + suffix(other.comment)
            })
        add(
            "Not Described", schema.omissions.map { [.plain("\($0.kind) "), .code($0.name), .plain(": \($0.reason)")] })
        return blocks
    }

    private func kind(of view: View) -> [DocumentText] {
        view.isMaterialized ? [.plain(" (materialized)")] : []
    }

    private func line(_ type: UserType) -> [DocumentText] {
        var line: [DocumentText] = [.code(names.text(type.name)), .plain(" (\(type.kind.rawValue))")]
        switch type.kind {
        case .enumeration: line += [": "] + .names(type.labels.map { SQLLiteral.text($0) })
        case .composite: line += [": "] + .names(type.attributes.map { "\($0.name) \($0.type)" })
        case .range: line += [": "] + .names(type.options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" })
        case .domain:
            guard let domain = type.domain else { break }
            line += [" of ", .code(domain.type)]
            if !domain.isNullable { line.append(", NOT NULL") }
            if let value = domain.defaultValue { line += [", default ", .code(value)] }
            for check in domain.checks { line += [", check ", .code(check.expression)] }
        }
        return line + suffix(type.comment)
    }

    private func line(_ routine: Routine) -> [DocumentText] {
        let call = "\(names.text(routine.name))(\(routine.signature))"
        let result = routine.result.map { [DocumentText.plain(" returns "), .code($0)] } ?? []
        let rights = routine.hasRightsOfOwner ? ", with the rights of its owner" : ""
        let kind: [DocumentText] = [.plain(" (\(routine.kind.rawValue) in \(routine.language)\(rights))")]
        return [.code(call)] + result + kind + suffix(routine.comment)
    }

    private func line(_ sequence: NumberSequence) -> [DocumentText] {
        let numbers = sequence.numbers
        var line: [DocumentText] = [.code(names.text(sequence.name)), .plain(" (\(numbers.type))")]
        line.append(
            .plain(" from \(numbers.start)\(numbers.increment == 1 ? "" : " in steps of \(numbers.increment)")"))
        if let owner = sequence.owner {
            let column = owner.detail.map { "\(names.text(owner.name)).\($0)" } ?? names.text(owner.name)
            line += [" for ", .code(column)]
        }
        return line + suffix(sequence.comment)
    }

    /// All about a view: a page of its own, or a part of the one page.
    func details(of view: View, level: Int) -> [DocumentBlock] {
        var blocks: [DocumentBlock] = [.heading(level, [.plain(names.text(view.name))], of: .view(view.name))]
        blocks += DocumentBlock.paragraphs(view.comment)
        blocks.append(.paragraph([[.plain(view.isMaterialized ? "Materialized view" : "View")] + reads(view)]))
        let traits = traits(of: view)
        if !traits.isEmpty { blocks.append(.list(traits)) }
        if !view.columns.isEmpty {
            let rows = view.columns.map { column -> [[DocumentText]] in
                let type: [DocumentText] = column.type.isEmpty ? [] : [.code(column.type)]
                return [[.code(column.name)], type, remark(column.comment)]
            }
            blocks += [.heading(level + 1, ["Columns"]), .table(["Column", "Type", "Comment"], rows)]
        }
        blocks += [.heading(level + 1, ["Query"]), .code(view.query, language: "sql")]
        if !view.indexes.isEmpty { blocks += [.heading(level + 1, ["Indexes"]), .list(view.indexes.map(line))] }
        return blocks + triggers(view.triggers, level: level + 1)
    }

    /// What a view does beside running its query.
    private func traits(of view: View) -> [[DocumentText]] {
        var traits: [[DocumentText]] = []
        if let check = view.checkOption {
            traits.append(["Only rows that it shows can be written through it: ", .code("\(check) CHECK OPTION")])
        }
        // Those of a materialised view are about storage.
        for (name, value) in view.options.sorted(by: { $0.key < $1.key }) where !view.isMaterialized {
            traits.append(["Option ", .code(value == "true" ? name : "\(name) = \(value)")])
        }
        return traits
    }

    /// What a view reads, where that is known.
    private func reads(_ view: View) -> [DocumentText] {
        let kinds: Set<ObjectReference.Kind> = [.table, .view, .column]
        let sources = schema.dependencies.filter {
            $0.object.kind == .view && names.key($0.object.name) == names.key(view.name)
                && kinds.contains($0.needs.kind)
        }
        let sorted = Set(sources.map(\.needs.name)).sorted()
        return sorted.isEmpty ? [] : [" of "] + .joined(sorted.map(link))
    }
}

extension Routine {
    /// Its parameters with names and defaults, as PostgreSQL writes the statement; their types, where that is not so.
    var parameters: String {
        var isQuoted = false
        let start = definition.firstIndex { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "(" && !isQuoted
        }
        guard kind != .aggregate, let start, let end = definition[start...].firstRange(of: ")\n")?.lowerBound else {
            return signature
        }
        return String(definition[definition.index(after: start)..<end])
    }

    /// SECURITY DEFINER, which stands with its like in the line behind its language.
    fileprivate var hasRightsOfOwner: Bool {
        let lines = definition.split(separator: "\n", maxSplits: 8, omittingEmptySubsequences: false)
        guard let language = lines.firstIndex(where: { $0.hasPrefix(" LANGUAGE ") }) else { return false }
        return lines.dropFirst(language + 1).first?.contains(" SECURITY DEFINER") ?? false
    }
}
