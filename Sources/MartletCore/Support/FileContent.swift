/// What a file is by the bytes that it begins with, whatever it is called.
enum FileContent: Sendable, Hashable {
    /// A database of SQLite: <https://www.sqlite.org/fileformat.html#the_database_header>.
    case database
    /// An archive that `pg_dump` has written as one file, in its own format or as tar.
    case archive
    /// What has to be unpacked first, with this command.
    case packed(String)
    /// Nothing at all, as a new database of SQLite has it.
    case empty
    /// Anything else: text, or what nobody here knows.
    case other

    /// The file by which a folder is an archive of `pg_dump`.
    static let archiveContents = "toc.dat"

    /// Looks at the beginning of a file.
    /// - Throws: `file-unreadable` and others, if it cannot be read.
    init(of path: FilePath) throws(MartletError) {
        let top = Array(try FileSystem.read(path, first: 512))
        func begins(_ mark: some Sequence<UInt8>) -> Bool { top.starts(with: mark) }
        if top.isEmpty {
            self = .empty
        } else if begins("SQLite format 3\0".utf8) {
            self = .database
        } else if begins("PGDMP".utf8) {
            self = .archive
        } else if top.dropFirst(257).starts(with: "ustar".utf8) {
            // It is the first file that pg_dump writes.
            self = begins((Self.archiveContents + "\0").utf8) ? .archive : .packed("tar -xf")
        } else if let packer = Self.packers.first(where: { begins($0.mark) }) {
            self = .packed(packer.command)
        } else {
            self = .other
        }
    }

    /// What compressed files begin with, and what unpacks them.
    private static let packers: [(mark: [UInt8], command: String)] = [
        ([0x1F, 0x8B], "gunzip"), (Array("BZh".utf8), "bunzip2"), ([0xFD] + Array("7zXZ\0".utf8), "unxz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "unzstd"),
    ]
}
