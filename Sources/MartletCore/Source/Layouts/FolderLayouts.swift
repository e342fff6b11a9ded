internal import SQLText

/// A folder for each migration, with `up.sql`, most often `down.sql`, and now and then `metadata.toml`.
///
/// Source: <https://docs.rs/diesel_migrations/latest/diesel_migrations/>.
struct DieselLayout: MigrationLayout {
    let name = LayoutName.diesel
    let order = VersionOrder.text
    let isNested = true

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let folder = file.ownFolder, let role = Self.roles[String(file.name)] else { return nil }
        let stamp = folder.prefix { $0 != "_" }
        let version = stamp.filter { $0 != "-" }
        guard !version.isEmpty else { return nil }
        let title = folder.dropFirst(stamp.count + 1)
        return LayoutPart(role: role, version: version, title: String(title).inWords)
    }

    private static let roles: [String: LayoutPart.Role] = [
        "up.sql": .forward, "down.sql": .back, "metadata.toml": .settings(of: [.forward, .back]),
    ]

    let saysNoTransaction = true

    func files(of draft: LayoutDraft) -> [NewFile]? {
        let digits = draft.version()
        var stamp = ""
        for (place, digit) in digits.enumerated() {
            if [4, 6, 8].contains(place), digits.count >= draft.moment.count { stamp += "-" }
            stamp.append(digit)
        }
        let folder = "\(stamp)_\(draft.slug)"
        return draft.pair(folder, up: "/up.sql", down: "/down.sql")
            + (draft.reason == nil ? [] : [NewFile(folder + "/metadata.toml", "run_in_transaction = false\n")])
    }

    /// A file that does not say it means `false`; without a file it is `true`.
    func take(_ settings: String, into options: inout ScriptOptions) {
        let value = settings.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
            let parts = line.prefix { $0 != "#" }.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0].trimmingBlanks == "run_in_transaction" ? parts[1] : nil
        }.last
        options.transaction = value?.trimmingBlanks == "true" ? .each : .none
    }

    /// Files beside the folders are not looked at.
    func passesOver(_ file: LayoutFile) -> Bool { file.folder.isEmpty || !file.name.utf8.hasEnding(".sql") }
}

/// A folder for each migration, in the order of their names, with `migration.sql`, and `down.sql` where somebody has made
/// one.
///
/// Source: <https://www.prisma.io/docs/orm/prisma-migrate/workflows/generating-down-migrations>.
struct PrismaLayout: MigrationLayout {
    let name = LayoutName.prisma
    let order = VersionOrder.path
    let isNested = true
    let sendsAsItIs = true

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let folder = file.ownFolder, let role = Self.roles[String(file.name)] else { return nil }
        let title = folder.numbered(separators: "_-")?.title ?? String(folder).inWords
        return LayoutPart(role: role, version: String(folder), title: title)
    }

    func files(of draft: LayoutDraft) -> [NewFile]? {
        let newest = draft.newestVersion.map { String($0.prefix { ("0"..."9").contains($0) }) }
        let folder = "\(draft.following(newest ?? ""))_\(draft.slug)"
        let files = draft.pair(folder, up: "/migration.sql", down: "/down.sql")
        return draft.down.isEmpty ? [files[0]] : files
    }

    private static let roles: [String: LayoutPart.Role] = ["migration.sql": .forward, "down.sql": .back]

    func passesOver(_ file: LayoutFile) -> Bool { file.folder.isEmpty || !file.name.utf8.hasEnding(".sql") }
}

extension LayoutFile {
    /// The folder it is in, if that can be one of a migration: right below the whole, and not hidden.
    fileprivate var ownFolder: Substring? {
        folder.isEmpty || folder.contains("/") || folder.first == "." ? nil : folder
    }
}
