import Testing

@testable import MartletCore

@Suite struct BackupManifestTests {
    static func manifest(
        version: String? = "003", project: String = "gallery", chunks: Int = 2
    ) -> BackupManifest {
        BackupManifest(
            project: project, database: "app", engine: "sqlite", serverVersion: "3.40.1",
            createdAt: "2026-11-21T09:31:02.250Z", createdBy: "ana@host", reason: "backup", version: version,
            content: FileDigests(
                size: 1_500_000, sha256: SHA256Digest(of: "whole"),
                prefixes: (0..<chunks).map { SHA256Digest(of: Array("chunk \($0)".utf8)) }))
    }

    @Test(arguments: [
        DatabasePlace(path: "data/app.db"), DatabasePlace(database: "a\"b", host: "/tmp", port: "5432", system: "72"),
        DatabasePlace(database: "app", host: nil, port: nil, system: nil),
    ])
    func saysWhereTheDatabaseWas(_ place: DatabasePlace) throws {
        var manifest = Self.manifest()
        manifest.place = place
        #expect(try read(Array(manifest.text.utf8)) == manifest)
    }

    @Test func aServerIsKnownByItsNumber() {
        let place = DatabasePlace(database: "app", host: "db", port: "5432", system: "72")
        var other = place
        other.host = "localhost"
        #expect(place.isSame(as: other))
        other.system = nil
        #expect(!place.isSame(as: other))
        other.host = "db"
        #expect(place.isSame(as: other))
        other.database = "shop"
        #expect(!place.isSame(as: other))
        #expect(!DatabasePlace(path: "a.db").isSame(as: DatabasePlace(path: "b.db")))
    }

    private func read(_ bytes: [UInt8]) throws -> BackupManifest { try BackupManifest(reading: bytes) }

    @Test(arguments: [
        manifest(), manifest(version: nil), manifest(chunks: 0),
        manifest(project: "a \"quoted\" \\ name\nof two lines, \u{1} and é漢😀"),
    ])
    func isReadAsItWasWritten(_ manifest: BackupManifest) throws {
        #expect(try read(Array(manifest.text.utf8)) == manifest)
    }

    @Test func sayWhatTheyAreInKeysThatStay() {
        let keys = Self.manifest().text.split(separator: "\n").compactMap { line -> String? in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            return line.hasPrefix("  \"") ? String(parts[1]) : nil
        }
        #expect(
            keys == [
                "chunk_size", "created_at", "created_by", "database", "digest", "engine", "prefixes", "project",
                "reason",
                "schema", "server_version", "sha256", "size", "version",
            ])
    }

    @Test func everyFlippedBitIsNoticed() {
        let bytes = Array(Self.manifest().text.utf8)
        var accepted: [Int] = []
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            if (try? read(flipped)) != nil { accepted.append(bit) }
        }
        #expect(accepted.isEmpty)
    }

    @Test func everyMissingOrAddedEndIsNoticed() {
        let bytes = Array(Self.manifest().text.utf8)
        #expect((0..<bytes.count).allSatisfy { (try? read(Array(bytes[..<$0]))) == nil })
        #expect((try? read(bytes + [0x0a])) == nil)
        #expect((try? read(bytes + bytes)) == nil)
    }

    @Test func theFormatOfANewerVersionIsNamed() {
        let text = Self.manifest().text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("  \"schema\"") ? "  \"schema\": \"martlet-backup/2\"," : $0 }.joined(separator: "\n")
        #expect(throws: BackupManifest.Fault.unknownFormat("martlet-backup/2")) { try read(Array(text.utf8)) }
    }
}
