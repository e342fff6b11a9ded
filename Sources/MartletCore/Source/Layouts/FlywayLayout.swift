internal import SQLText

/// `V1_2__words.sql` in the folder and below, `U1_2__words.sql` for the way back, `B1_2__words.sql` for all up to a version,
/// `R__words.sql` for what is run again when it has changed, `.conf` beside for settings.
///
/// Source: <https://documentation.red-gate.com/fd/migrations-271585107.html>.
struct FlywayLayout: MigrationLayout {
    let name = LayoutName.flyway
    let order = VersionOrder.parts
    let isNested = true
    let fillsPlaceholders = true
    let endingsOfCode = [
        ".java", ".kt", ".groovy", ".scala", ".class", ".py", ".sh", ".bash", ".ps1", ".bat", ".cmd",
    ]

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        if let script = file.name.droppingEnding(".conf"), var part = Self.script(script) {
            part.role = .settings(of: [part.role == .back ? .back : .forward])
            return part
        }
        return Self.script(file.name)
    }

    private static func script(_ name: Substring) -> LayoutPart? {
        if let repeatable = RepeatableName(String(name)) {
            return LayoutPart(role: .repeatable, version: repeatable.version.text, title: repeatable.title)
        }
        guard let stem = name.lowercased().utf8.hasEnding(".sql") ? name.dropLast(4) : nil else { return nil }
        if isCallback(stem) { return LayoutPart(role: .callback, version: String(stem)) }
        guard let prefix = stem.first, let gap = stem.range(ofUnderscores: 2) else { return nil }
        let role: LayoutPart.Role
        switch prefix {
        case "V": role = .forward
        case "U": role = .back
        case "B": role = .baseline
        default: return nil
        }
        let version = String(stem.dropFirst()[..<gap.lowerBound].map { $0 == "_" ? "." : $0 })
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }) else { return nil }
        let title = String(stem[gap.upperBound...].map { $0 == "_" ? " " : $0 })
        return LayoutPart(role: role, version: version, title: title)
    }

    /// Whether a file is run before or after something that Flyway does: `beforeMigrate.sql`, `afterMigrate__words.sql`.
    ///
    /// Source: <https://documentation.red-gate.com/fd/callback-events-277578876.html>.
    private static func isCallback(_ stem: Substring) -> Bool {
        let event = stem.range(ofUnderscores: 2).map { stem[..<$0.lowerBound] } ?? stem
        if event == "createSchema" { return true }
        let words = ["before", "after"].first { event.hasPrefix($0) }.map { event.dropFirst($0.count) }
        return words.map { word in callbackEvents.contains { word.hasPrefix($0) } } ?? false
    }

    private static let callbackEvents = [
        "Migrate", "EachMigrate", "Versioned", "Repeatables", "Undo", "EachUndo", "Clean", "Info", "Validate",
        "Baseline", "Repair", "Connect", "CreateSchema",
    ]

    let saysNoTransaction = true

    func files(of draft: LayoutDraft) -> [NewFile]? {
        let folder = draft.newest?.folder ?? ""
        // Between numbers there may be either.
        let isScored = draft.newest?.place.dropFirst(folder.count).contains(/^.\d+_\d/) ?? false
        let version = nextVersion(draft).replacing(".", with: isScored ? "_" : ".")
        let names = ["V", "U"].map { "\(folder)\($0)\(version)__\(draft.slug).sql" }
        var files = [NewFile(names[0], draft.forward())]
        if !draft.down.isEmpty { files.append(NewFile(names[1], draft.back())) }
        if draft.reason != nil {
            files += files.map { NewFile($0.path + ".conf", "executeInTransaction=false\n") }
        }
        return files
    }

    func take(_ settings: String, into options: inout ScriptOptions) {
        for (key, value) in Self.lines(of: settings) where key == "executeInTransaction" {
            options.transaction = value == "false" ? .none : .each
        }
    }

    func objection(to settings: String) -> String? {
        Self.lines(of: settings).first { key, value in
            switch key {
            case "executeInTransaction": false
            case "encoding": !["utf-8", "utf8"].contains(value)
            case "placeholderReplacement": value != "true"
            case "shouldExecute": value != "true"
            default: true
            }
        }.map { "`\($0.key)=\($0.value)` is not followed here" }
    }

    private static func lines(of settings: String) -> [(key: String, value: String)] {
        settings.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1).map(\.trimmingBlanks)
            guard parts.count == 2, !parts[0].hasPrefix("#") else { return nil }
            return (parts[0], parts[1].lowercased())
        }
    }
}

/// `V1__words.sql` and `U1__words.sql`, in the folder and below; both lead forwards.
///
/// Source: <https://docs.rs/refinery/latest/refinery/>.
struct RefineryLayout: MigrationLayout {
    let name = LayoutName.refinery
    let order = VersionOrder.number
    let isNested = true
    let endingsOfCode = [".rs"]

    func files(of draft: LayoutDraft) -> [NewFile]? {
        [NewFile("\(draft.newest?.folder ?? "")V\(nextVersion(draft))__\(draft.slug).sql", draft.forward())]
    }

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql"), let prefix = stem.first, prefix == "V" || prefix == "U",
            let gap = stem.range(ofUnderscores: 2)
        else { return nil }
        let version = stem.dropFirst()[..<gap.lowerBound]
        guard !version.isEmpty, version.utf8.allSatisfy(\.isDigit) else { return nil }
        return LayoutPart(
            role: .forward, version: String(version), title: String(stem[gap.upperBound...]).inWords)
    }
}

extension MigrationLayout {
    /// The version with its last number raised: 1.2 becomes 1.3.
    fileprivate func nextVersion(_ draft: LayoutDraft) -> String {
        let newest = draft.newestVersion ?? ""
        let last = newest.utf8.reversed().prefix(while: \.isDigit).count
        if draft.isTimed || last == newest.utf8.count { return draft.version(first: "1") }
        return newest.dropLast(last) + draft.following(String(newest.suffix(last)))
    }
}

extension Substring {
    /// The first place with so many underscores.
    fileprivate func range(ofUnderscores count: Int) -> Range<Index>? {
        let mark = String(repeating: "_", count: count)
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(mark) { return start..<index(start, offsetBy: count) }
            start = index(after: start)
        }
        return nil
    }
}
