internal import SchemaModel

/// The folder of a schema's documents: pages are written, compared and, where their table is gone, removed.
///
/// Each page ends with a mark, so that nobody else's file is overwritten or removed.
struct DocumentFolder {
    let path: FilePath
    /// The pages that it should have.
    let pages: [DocumentPage]
    /// What paths are shown relative to.
    let root: FilePath

    /// What a file of these ends with.
    static let mark = "<!-- written by martlet docs -->\n"
    private static let subfolders = ["tables", "views"]

    /// Takes the pages of a document.
    init(_ path: FilePath, _ pages: [DocumentPage], root: FilePath) {
        self.path = path
        self.pages = pages.map { page in
            DocumentPage(path: page.path, text: page.text + (page.path.hasSuffix(".md") ? "\n" : "") + Self.mark)
        }
        self.root = root
    }

    /// What has to be done so that the folder is as it should be.
    struct Changes {
        /// Pages that are not there, or are different.
        var written: [DocumentPage] = []
        /// Pages of what is gone.
        var removed: [FilePath] = []

        /// Whether nothing has to be done.
        var isEmpty: Bool { written.isEmpty && removed.isEmpty }
    }

    /// Compares the folder with what it should be.
    /// - Throws: `write-failed`, if somebody else's file stands where a page belongs.
    func changes() throws(MartletError) -> Changes {
        var changes = Changes()
        for page in pages {
            let current = try text(page.path)
            if current == page.text { continue }
            if let current, !current.hasSuffix(Self.mark) { throw foreign(path.appending(page.path)) }
            changes.written.append(page)
        }
        let known = Set(pages.map(\.path))
        for subfolder in Self.subfolders where FileSystem.isFolder(path.appending(subfolder)) {
            for entry in try FileSystem.list(path.appending(subfolder)) {
                let name = "\(subfolder)/\(entry.name)"
                let isPage = name.hasSuffix(".md") || name.hasSuffix(".svg")
                guard isPage, !known.contains(name), try text(name)?.hasSuffix(Self.mark) == true else { continue }
                changes.removed.append(path.appending(name))
            }
        }
        return changes
    }

    /// Makes the folder what it should be; the files that were written, as they are shown.
    func apply(_ changes: Changes) throws(MartletError) -> [String] {
        var shown: [String] = []
        for page in changes.written {
            let file = path.appending(page.path)
            if !FileSystem.isFolder(file.parent) { try FileSystem.createFolders(file.parent) }
            try FileSystem.write(page.text, to: file, access: .shared, replacing: true)
            shown.append(file.display(relativeTo: root))
        }
        for file in changes.removed { try FileSystem.remove(file) }
        return shown
    }

    /// What a check says of a folder that is not as it should be.
    func problem(_ changes: Changes) throws(MartletError) -> MartletError {
        let shown = changes.written.map { path.appending($0.path).display(relativeTo: root) }
        let gone = changes.removed.map { $0.display(relativeTo: root) }
        var notes: [String] = []
        if let first = changes.written.first {
            notes += FirstDifference.notes(between: try text(first.path) ?? "", and: first.text, of: "the document")
        }
        if shown.count > 1 { notes.append("\(shown.count - 1) more differ: \(Self.some(shown.dropFirst()))") }
        if !gone.isEmpty { notes.append("written for what is gone: \(Self.some(gone[...]))") }
        return MartletError(
            .answerIsNo, "\(shown.first ?? gone.first ?? path.description) is out of date",
            notes: notes + ["nothing was changed"],
            help: "martlet docs writes it anew")
    }

    private static func some(_ names: ArraySlice<String>) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    }

    private func text(_ name: String) throws(MartletError) -> String? {
        let file = path.appending(name)
        return FileSystem.exists(file) ? String(decoding: try FileSystem.read(file), as: UTF8.self) : nil
    }

    private func foreign(_ file: FilePath) -> MartletError {
        MartletError(
            .writeFailed, "\(file.display(relativeTo: root)) is there, and was not written by `martlet docs`",
            notes: ["nothing was changed"], help: "move it away, or choose another folder with --output or docs:")
    }
}
