import Glibc
import Testing

@testable import MartletCore

@Suite struct FileReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 200_000])
    func wholeFileIsRead(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try folder.write(bytes, to: "f")
        #expect(try FileSystem.read(file) == bytes)
        let directory = try Directory(folder.path)
        #expect(try directory.read("f") == bytes)
    }

    @Test func whatIsSmallIsReadIntoABuffer() throws {
        try folder.write("1234567", to: "small")
        try folder.write("12345678", to: "large")
        try folder.write("", to: "empty")
        try folder.makeFolder("folder")
        try folder.link("link", to: "small")
        let directory = try Directory(folder.path)
        withUnsafeTemporaryAllocation(byteCount: 8, alignment: 1) { buffer in
            #expect(directory.readSmall("small", into: buffer)?.elementsEqual("1234567".utf8) == true)
            #expect(directory.readSmall("empty", into: buffer)?.count == 0)
            for name in ["large", "folder", "link", "missing"] {
                #expect(directory.readSmall(name, into: buffer) == nil, "\(name)")
            }
        }
    }

    @Test func missingFileSaysSo() throws {
        let error = try diagnostic { () throws(MartletError) in try FileSystem.read(folder.path.appending("no.sql")) }
        #expect(error.code == .fileUnreadable)
        #expect(error.message == "cannot open \(folder.path)/no.sql: no such file or directory")
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["folder", "pipe", "socket", "device"])
    func whatIsNoRegularFileIsRefused(kind: String) throws {
        let file = folder.path.appending("x")
        switch kind {
        case "folder": try folder.makeFolder("x")
        case "pipe": #expect(mkfifo(file.string, 0o600) == 0)
        case "device": try folder.link("x", to: "/dev/zero")
        default: try bindSocket(file)
        }
        let words = ["pipe": "named pipe"][kind] ?? kind
        let error = try diagnostic { () throws(MartletError) in try FileSystem.read(file) }
        #expect(error.message == "\(file) is a \(words), not a file")
        #expect(error.code == .fileUnreadable)
        let reader = try diagnostic { () throws(MartletError) in _ = try FileWindowReader(file) }
        #expect(reader.message == error.message)
        if kind != "device" {
            let listed = try diagnostic { () throws(MartletError) in try Directory(folder.path).read("x") }
            #expect(listed.message == error.message)
        }
    }

    private func bindSocket(_ file: FilePath) throws {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: file.string.utf8) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
    }

    @Test func fileBeyondTheLimitIsRefused() throws {
        let file = try folder.write("12345", to: "f")
        #expect(try FileSystem.read(file, limit: 5).count == 5)
        let error = try diagnostic { () throws(MartletError) in try FileSystem.read(file, limit: 4) }
        #expect(error.message == "\(file) is larger than 4 bytes, the most that is read here")
    }

    @Test func fileWhoseSizeIsNotKnownIsReadToItsEnd() throws {
        // The kernel says 0 bytes for the files below /proc, and gives them in pieces.
        let bytes = try FileSystem.read("/proc/self/status")
        #expect(bytes.count > 100)
        let status = try Directory("/proc/self").read("status")
        #expect(String(decoding: status, as: UTF8.self).hasPrefix("Name:"))
        let error = try diagnostic { () throws(MartletError) in try FileSystem.read("/proc/self/status", limit: 10) }
        #expect(error.message == "/proc/self/status is larger than 10 bytes, the most that is read here")
    }

    @Test func windowsGiveTheFileInPiecesAndAgain() throws {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        let file = try folder.write(bytes, to: "f")
        var reader = try FileWindowReader(file)
        #expect(reader.identity.size == 10_000)
        for _ in 0..<2 {
            var read: [UInt8] = []
            let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 3000, alignment: 1)
            defer { window.deallocate() }
            while true {
                let count = try reader.read(into: window)
                if count == 0 { break }
                read += window[..<count]
            }
            #expect(read == bytes)
            try reader.rewind()
        }
        #expect(try reader.isUnchanged())
    }

    @Test(arguments: ["rewritten", "replaced", "removed"])
    func changeOfAnOpenFileIsNoticed(how: String) throws {
        let file = try folder.write("one", to: "f")
        let reader = try FileWindowReader(file)
        switch how {
        case "rewritten": try folder.write("other", to: "f")
        case "replaced": try FileSystem.write("one", to: file, replacing: true)
        default: try FileSystem.remove(file)
        }
        #expect(try !reader.isUnchanged())
    }
}
