import Glibc
import Testing

@testable import MartletCore

@Suite struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [true, false])
    func fileIsThereWholeAndAlone(replacing: Bool) throws {
        let file = folder.path.appending("f")
        let bytes = [UInt8](repeating: 7, count: 300_000)
        try FileSystem.write(bytes, to: file, replacing: replacing)
        #expect(try FileSystem.read(file) == bytes)
        #expect(try folder.names() == ["f"])
        #expect(try FileSystem.info(of: file)?.permissions == 0o600)
        #expect(try FileSystem.info(of: file)?.linkCount == 1)
    }

    @Test func sharedFileFollowsTheUmask() throws {
        let file = folder.path.appending("f")
        try FileSystem.write("text", to: file, access: .shared, replacing: false)
        let mask = umask(0o022)
        umask(mask)
        #expect(try FileSystem.info(of: file)?.permissions == UInt32(0o666 & ~mask))
    }

    @Test func existingFileIsReplacedOnlyIfAsked() throws {
        let file = try folder.write("old", to: "f")
        let error = try diagnostic { () throws(MartletError) in
            try FileSystem.write("new", to: file, replacing: false)
        }
        #expect(error.code == .writeFailed)
        #expect(error.message == "\(file) exists already, and is not replaced")
        #expect(try FileSystem.read(file) == Array("old".utf8))
        try FileSystem.write("new", to: file, replacing: true)
        #expect(try FileSystem.read(file) == Array("new".utf8))
        #expect(try folder.names() == ["f"])
    }

    @Test func fileThatAppearsMeanwhileIsNotReplaced() throws {
        let path = folder.path.appending("f")
        let error = try diagnostic { () throws(MartletError) in
            var file = try AtomicFile(path, replacing: false)
            try file.write("new")
            _ = try? folder.write("theirs", to: "f")
            try file.commit()
        }
        #expect(error.message == "\(path) exists already, and is not replaced")
        #expect(try FileSystem.read(path) == Array("theirs".utf8))
        #expect(try folder.names() == ["f"])
    }

    @Test func theFirstFreeNameIsTaken() throws {
        let names = ["a", "b", "c"].map { folder.path.appending($0) }
        for name in ["a", "b"] { try folder.write("theirs", to: name) }
        var file = try AtomicFile(names[2], replacing: false)
        try file.write("new")
        #expect(try file.commit(asFirstFreeOf: names) == names[2])
        let error = try diagnostic { () throws(MartletError) in
            try AtomicFile(folder.path.appending("d"), replacing: false).commit(asFirstFreeOf: names)
        }
        #expect(error.message == "\(names[0]) exists already, and is not replaced")
        #expect(try folder.names() == ["a", "b", "c"])
    }

    @Test func symbolicLinkIsReplacedAndItsTargetLeftAlone() throws {
        let target = try folder.write("target", to: "t")
        let path = try folder.link("l", to: "t")
        #expect(throws: MartletError.self) { try FileSystem.write("new", to: path, replacing: false) }
        try FileSystem.write("new", to: path, replacing: true)
        #expect(try FileSystem.read(target) == Array("target".utf8))
        #expect(try FileSystem.info(of: path, followingLinks: false)?.kind == .file)
    }

    @Test func severalNewFilesAreWrittenOrNone() throws {
        let paths = ["a", "b"].map { folder.path.appending($0) }
        try FileSystem.writeNew(paths.map { ($0, $0.name) }, access: .shared)
        #expect(try folder.names() == ["a", "b"])
        #expect(throws: MartletError.self) {
            try FileSystem.writeNew([(folder.path.appending("c"), "new"), (paths[0], "new")], access: .shared)
        }
        // Found out only when the names are given.
        let twice = folder.path.appending("d")
        #expect(throws: MartletError.self) {
            try FileSystem.writeNew([(twice, "first"), (twice, "second")], access: .shared)
        }
        #expect(try folder.names() == ["a", "b"])
        #expect(try FileSystem.read(paths[0]) == Array("a".utf8))
    }

    @Test func fileWithoutCommitLeavesNothing() throws {
        do {
            var file = try AtomicFile(folder.path.appending("f"), replacing: false)
            try file.write("half")
            #expect(try folder.names() == [file.temporaryPath.name])
            #expect(file.temporaryPath.name.hasPrefix(AtomicFile.temporaryPrefix))
            #expect(try FileSystem.info(of: file.temporaryPath)?.permissions == 0o600)
        }
        #expect(try folder.names() == [])
    }

    @Test func anotherWriterMayFillTheTemporaryFile() throws {
        let path = folder.path.appending("f")
        let file = try AtomicFile(path, replacing: false)
        try folder.write("by somebody else", to: file.temporaryPath.name)
        try file.commit()
        #expect(try FileSystem.read(path) == Array("by somebody else".utf8))
        #expect(try folder.names() == ["f"])
    }

    @Test func missingFolderIsAnError() throws {
        let path = folder.path.appending("none/f")
        let error = try diagnostic { () throws(MartletError) in try FileSystem.write("x", to: path, replacing: true) }
        #expect(error.code == .writeFailed)
        #expect(error.message == "cannot write \(path): no such file or directory")
    }

    @Test func folderInThePlaceOfTheFileIsAnError() throws {
        let path = try folder.makeFolder("f")
        let error = try diagnostic { () throws(MartletError) in try FileSystem.write("x", to: path, replacing: true) }
        #expect(error.message == "cannot write \(path): it is a folder")
        #expect(try folder.names() == ["f"])
    }

    /// The limit holds for a whole process, so this is done in one of its own.
    @Test func writeThatStopsHalfwayLeavesTheOldFileAndNothingElse() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let file = try folder.write("old", to: "f")
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
            try #require(setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limit) == 0)
            let error = try diagnostic { () throws(MartletError) in
                try FileSystem.write([UInt8](repeating: 1, count: 50_000), to: file, replacing: true)
            }
            #expect(error.code == .writeFailed)
            #expect(error.message == "cannot write \(file): file too large")
            #expect(try FileSystem.read(file) == Array("old".utf8))
            #expect(try folder.names() == ["f"])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small file system"))
    func fullDiskLeavesTheOldFileAndNothingElse() throws {
        let disk = try SmallDisk(in: folder)
        let file = try folder.write("old", to: "disk/f")
        let error = try diagnostic { () throws(MartletError) in
            try FileSystem.write([UInt8](repeating: 1, count: 1 << 20), to: file, replacing: true)
        }
        #expect(error.code == .diskFull)
        #expect(error.message == "cannot write \(file): no space left on device")
        #expect(error.help == "free some space, then run the command again: df \(file.parent)")
        #expect(try FileSystem.read(file) == Array("old".utf8))
        #expect(try folder.names(in: "disk") == ["f"])
        try disk.makeReadOnly()
        let readOnly = try diagnostic { () throws(MartletError) in
            try FileSystem.write("new", to: file, replacing: true)
        }
        #expect(readOnly.code == .readOnly)
        #expect(readOnly.message == "cannot write \(file): read-only file system")
        let newFolder = try diagnostic { () throws(MartletError) in
            try FileSystem.createFolders(disk.path.appending("d"))
        }
        #expect(newFolder.code == .readOnly)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func folderWithoutTheRightToWriteIsAnError() throws {
        try folder.makeFolder("d")
        let path = folder.path.appending("d/f")
        chmod(path.parent.string, 0o500)
        defer { chmod(path.parent.string, 0o700) }
        let error = try diagnostic { () throws(MartletError) in try FileSystem.write("x", to: path, replacing: true) }
        #expect(error.message == "cannot write \(path): permission denied")
        #expect(error.help == "give the user who runs martlet the right to write there")
    }
}

/// A file system of 64 KiB.
private final class SmallDisk {
    let path: FilePath

    init(in folder: TemporaryFolder) throws {
        path = try folder.makeFolder("disk")
        try #require(mount("tmpfs", path.string, "tmpfs", 0, "size=64k") == 0)
    }

    func makeReadOnly() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        try #require(mount("tmpfs", path.string, "tmpfs", flags, nil) == 0)
    }

    deinit { umount(path.string) }
}
