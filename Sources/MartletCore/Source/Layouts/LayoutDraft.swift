internal import SQLText

/// A new migration on its way into a folder that another tool has laid out.
struct LayoutDraft: Sendable {
    /// What stands behind the version in its name: `create_users`.
    let slug: String
    /// The newest migration that there is a file of, whose style is followed.
    var newest: LayoutMigration?
    /// The version above which its own has to be.
    var newestVersion: String?
    /// The moment, as digits to the second.
    let moment: String
    /// Whether the version is the moment, whatever the others are.
    var isTimed = false
    /// The statements of the way forward; none for a file that is yet to be written.
    var up = ""
    var down = ""
    /// Why the statements want no transaction, if they do not.
    var reason: String?

    /// The version of tools that number their migrations, or date them: as the newest one has it.
    /// - Parameter first: where there is none yet; the moment without it.
    func version(first: String? = nil) -> String { following(newestVersion ?? "", first: first) }

    /// Digits above others.
    func following(_ digits: String, first: String? = nil) -> String {
        if digits.isEmpty { return isTimed ? moment : first ?? moment }
        let isTime = isTimed || digits.utf8.count >= moment.utf8.count
        return isTime && MigrationVersion(digits) < MigrationVersion(moment)
            ? moment : MigrationVersion(digits).successor.text
    }

    /// A file that holds the way forward alone.
    func forward(_ mark: String = "") -> String { text(up, mark, title: sentence) }

    /// A file that holds the way back alone.
    func back(_ mark: String = "") -> String { text(down, mark, title: "The way back of: \(sentence)") }

    private func text(_ sql: String, _ mark: String, title: String) -> String {
        let top = reason == nil || mark.isEmpty ? "" : mark + "\n"
        return top + "-- \(title)\n" + (reason.map { "-- \($0)\n" } ?? "") + (sql.isEmpty ? "" : "\n" + sql)
    }

    /// Files for both ways, whose names end in these.
    func pair(_ stem: String, up: String = ".up.sql", down: String = ".down.sql", mark: String = "") -> [NewFile] {
        [NewFile(stem + up, forward(mark)), NewFile(stem + down, back(mark))]
    }

    /// What it does, in words.
    private var sentence: String {
        let words = slug.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

/// A file that is to be written.
struct NewFile: Sendable {
    /// Its path from the place on that holds the migrations.
    let path: String
    let text: String

    init(_ path: String, _ text: String) { (self.path, self.text) = (path, text) }
}

extension LayoutMigration {
    /// The folder of its file from its location on, with a slash behind it; empty if it is in none.
    var folder: String {
        String(place[..<(place.lastIndex(of: "/").map { place.index(after: $0) } ?? place.startIndex)])
    }

    /// The folder that is read as though it were alone, with a slash behind it; empty if it is the whole.
    var location: String { String(up.dropLast(place.count)) }

    /// The file's name without its ending, in parts: what stands before its number, the number, and what parts it from
    /// the words; `nil` if it has none.
    var numbering: (before: String, digits: String, gap: String)? {
        let name = place.dropFirst(folder.count)
        let before = name.prefix { !("0"..."9").contains($0) }
        let digits = name.dropFirst(before.count).prefix { ("0"..."9").contains($0) }
        let gap = name.dropFirst(before.count + digits.count).prefix { "_-.# ".contains($0) }
        return digits.isEmpty ? nil : (String(before), String(digits), String(gap))
    }
}
