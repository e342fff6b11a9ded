import TestSupport
import Testing

@testable import MartletCore

@Suite struct FileDigestsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count / 8 + 1).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }.prefix(count)
            + []
    }

    @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1, 9 << 20])
    func areThoseOfTheUsualTools(_ count: Int) throws {
        let path = try folder.write(bytes(count), to: "file")
        let digests = try FileDigests(of: path, Cancellation())
        #expect(digests.size == count)
        #expect(Program.run(["sha256sum", path.string]).output.hasPrefix(digests.sha256.hex))
        #expect(digests.prefixes.count == (count + (1 << 20) - 1) >> 20)
        #expect(digests.prefixes.last ?? SHA256Digest(of: "") == digests.sha256)
        if count > 0 {
            let first = Program.run(["sh", "-c", "head -c 1048576 '\(path)' | sha256sum"]).output
            #expect(first.hasPrefix(digests.prefixes[0].hex))
        }
    }

    @Test func tellTheFirstChunkThatDiffers() throws {
        var content = bytes(3 << 20)
        let original = try FileDigests(of: folder.write(content, to: "a"), Cancellation())
        #expect(original.firstDifference(from: original) == nil)
        content[(2 << 20) + 7] ^= 1
        #expect(
            try FileDigests(of: folder.write(content, to: "b"), Cancellation()).firstDifference(from: original) == 2)
        let short = Array(content[..<(1 << 20)])
        #expect(try FileDigests(of: folder.write(short, to: "c"), Cancellation()).firstDifference(from: original) == 1)
        let long = try FileDigests(of: folder.write(content + [1], to: "d"), Cancellation())
        #expect(long.firstDifference(from: try FileDigests(of: folder.path.appending("b"), Cancellation())) == 3)
    }

    @Test func stopWhenAsked() throws {
        let path = try folder.write(bytes(100), to: "file")
        let cancellation = Cancellation()
        cancellation.cancel(signal: 15)
        let error = #expect(throws: MartletError.self) { try FileDigests(of: path, cancellation) }
        #expect(error?.exitStatus == .terminated)
    }
}
