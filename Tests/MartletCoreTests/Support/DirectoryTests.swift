import Glibc
import MartletCore
import Testing

@Suite struct DirectoryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func namesComeInTheOrderOfTheirBytes() throws {
        let names = ["10", "9", "B", "a", "é", "e\u{301}", "Z\n", "-rf", "z\u{1b}[0m"]
        for name in names { try folder.write("", to: name) }
        try folder.makeFolder("d")
        try folder.link("l", to: "nowhere")
        let entries = try FileSystem.list(folder.path)
        let sorted = (names + ["d", "l"]).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        #expect(entries.map { Array($0.name.utf8) } == sorted.map { Array($0.utf8) })
        #expect(entries.first { $0.name == "d" }?.kind == .folder)
        #expect(entries.first { $0.name == "l" }?.kind == .symbolicLink)
        #expect(entries.first { $0.name == "9" }?.kind == .file)
    }

    @Test func nameThatIsNotUTF8IsAnError() throws {
        let bytes: [CChar] = Array((folder.path.string + "/a").utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
        let number = open(bytes, O_CREAT | O_WRONLY, 0o600 as mode_t)
        try #require(number >= 0)
        close(number)
        let error = try diagnostic { () throws(MartletError) in try FileSystem.list(folder.path) }
        #expect(error.message == "a file name in \(folder.path) is not UTF-8: a\u{fffd}")
        #expect(error.help == "rename or remove the file")
        unlink(bytes)
    }

    @Test func missingFolderAndFileInItsPlaceAreErrors() throws {
        let file = try folder.write("", to: "f")
        let noFolder = try diagnostic { () throws(MartletError) in try FileSystem.list(file) }
        #expect(noFolder.message == "\(file) is not a folder")
        let missing = folder.path.appending("none")
        let error = try diagnostic { () throws(MartletError) in try FileSystem.list(missing) }
        #expect(error.message == "there is no folder \(missing)")
        #expect(error.code == .fileUnreadable)
    }

    @Test func linkIsFollowedInsideTheFolderOnly() throws {
        // As Kubernetes mounts a volume: every name is a link through one that is switched.
        try folder.write("select 1;", to: "m/..2026/001.sql")
        try folder.link("m/..data", to: "..2026")
        try folder.link("m/001.sql", to: "..data/001.sql")
        let secret = try folder.write("secret", to: "outside")
        try folder.link("m/002.sql", to: "../outside")
        try folder.link("m/003.sql", to: secret.string)
        try folder.link("m/loop", to: "loop")
        try folder.link("m/gone", to: "nowhere")
        let directory = try Directory(folder.path.appending("m"))
        #expect(try directory.read("001.sql") == Array("select 1;".utf8))
        for name in ["002.sql", "003.sql"] {
            let error = try diagnostic { () throws(MartletError) in try directory.read(name) }
            #expect(error.code == .fileUnreadable)
            #expect(
                error.message
                    == "\(folder.path)/m/\(name) is a symbolic link out of its folder, to \(folder.path)/outside"
            )
        }
        let loop = try diagnostic { () throws(MartletError) in try directory.read("loop") }
        #expect(loop.message == "cannot open \(folder.path)/m/loop: its symbolic links lead in a circle")
        let gone = try diagnostic { () throws(MartletError) in try directory.read("gone") }
        #expect(gone.message == "cannot find \(folder.path)/m/gone: no such file or directory")
    }

    @Test func folderReachedThroughALinkIsItsOwnRoot() throws {
        try folder.write("x", to: "real/a.sql")
        try folder.link("real/b.sql", to: "a.sql")
        try folder.link("alias", to: "real")
        let directory = try Directory(folder.path.appending("alias"))
        #expect(try directory.read("b.sql") == Array("x".utf8))
    }

    @Test func foldersAreMadeWithThoseAbove() throws {
        let deep = folder.path.appending("a/b/c")
        try FileSystem.createFolders(deep)
        try FileSystem.createFolders(deep)
        #expect(FileSystem.isFolder(deep))
        try folder.write("", to: "file")
        let below = folder.path.appending("file/x")
        let error = try diagnostic { () throws(MartletError) in try FileSystem.createFolders(below) }
        #expect(error.code == .writeFailed)
        #expect(error.message == "cannot make the folder \(below): a file of that name, or above it, is in the way")
        #expect(try FileSystem.removeFolder(deep))
        #expect(try !FileSystem.removeFolder(deep))
    }

    @Test func privateFolderIsForItsOwnerAlone() throws {
        let path = folder.path.appending("p")
        try FileSystem.createFolders(path, access: .private)
        #expect(try FileSystem.info(of: path)?.permissions == 0o700)
    }

    @Test func removingSaysWhetherThereWasSomething() throws {
        let file = try folder.write("x", to: "f")
        #expect(try FileSystem.remove(file))
        #expect(try !FileSystem.remove(file))
        let error = try diagnostic { () throws(MartletError) in try FileSystem.remove(folder.path) }
        #expect(error.message == "cannot remove \(folder.path): it is a folder")
    }

    @Test func infoTellsLinksFromFiles() throws {
        let file = try folder.write("12345", to: "f")
        try folder.link("l", to: "f")
        #expect(link(file.string, folder.path.appending("g").string) == 0)
        let info = try #require(try FileSystem.info(of: file))
        #expect(info.kind == .file && info.size == 5 && info.linkCount == 2)
        let linked = try #require(try FileSystem.info(of: folder.path.appending("l")))
        #expect(linked.identity.isSameFile(as: info.identity))
        #expect(try FileSystem.info(of: folder.path.appending("l"), followingLinks: false)?.kind == .symbolicLink)
        #expect(try FileSystem.info(of: folder.path.appending("none")) == nil)
        #expect(try FileSystem.info(of: file.appending("below")) == nil)
    }
}
