import Martlet
import TestSupport
import Testing

/// A backup of which a bit, a piece or the end is not what was written: that is found out before anything is, and nothing
/// is written.
@Suite struct BackupDamageTests {
    /// A project with a backup, and the library ready to restore it.
    private final class Bench {
        let project: ScratchProject
        let copy: ProjectCopy
        let engine: Engine
        let backup: [UInt8]
        let manifest: [UInt8]
        private let before: [String: [UInt8]]

        private static let names = ["copy.db", "copy.db.manifest.json"]

        /// - Parameter rows: how many rows of 4,000 bytes the database has beside a few others.
        init(rows: Int = 0) throws {
            project = ScratchProject.migrated()
            let large = """
                CREATE TABLE large (x); INSERT INTO large
                WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < \(rows))
                SELECT randomblob(4000) FROM c; SELECT count(*) FROM large
                """
            #expect(rows == 0 || project.sql(large) == "\(rows)")
            expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
            #expect(project.sql("INSERT INTO users (name) VALUES ('Cleo'); SELECT count(*) FROM users") == "3")
            copy = ProjectCopy(of: project)
            engine = try Engine(project: copy.path)
            backup = TextFile.bytes(copy.path + "/copy.db") ?? []
            manifest = TextFile.bytes(copy.path + "/copy.db.manifest.json") ?? []
            before = copy.files.filter { !Self.names.contains($0.key) }
        }

        /// Restores the backup as it was made.
        func restored() async -> Outcome {
            TextFile.write(backup, to: copy.path + "/copy.db")
            TextFile.write(manifest, to: copy.path + "/copy.db.manifest.json")
            return await engine.restore(copy.path + "/copy.db")
        }

        /// What is wrong with a restore of something damaged; nothing, if it is refused and nothing is written.
        func problems(backup: [UInt8]? = nil, manifest: [UInt8]? = nil) async -> [String] {
            TextFile.write(backup ?? self.backup, to: copy.path + "/copy.db")
            TextFile.write(manifest ?? self.manifest, to: copy.path + "/copy.db.manifest.json")
            let outcome = await engine.restore(copy.path + "/copy.db")
            let codes = outcome.allDiagnostics.map(\.code)
            var problems: [String] = []
            if outcome.exitStatus != .damaged || codes != [.backupDamaged] {
                problems.append("\(outcome.exitStatus), \(codes)")
            }
            if copy.files.filter({ !Self.names.contains($0.key) }) != before {
                problems.append("something was written: \(Folder.names(copy.path))")
            }
            return problems
        }
    }

    /// So many bits of a file, of each part of it: the header, the first and the last page, and all between.
    private func bits(of file: [UInt8], _ count: Int, _ random: inout SplitMix) -> [Int] {
        let all = file.count * 8
        let parts = [0..<min(800, all), 0..<min(32_768, all), max(0, all - 32_768)..<all, 0..<all]
        return parts.flatMap { part in (0..<count / parts.count).map { _ in Int.random(in: part, using: &random) } }
    }

    private func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    @Test("F2: every bit of a backup counts") func everyBitOfABackupCounts() async throws {
        let bench = try Bench()
        var random = SplitMix(seed: 2)
        let flips = StressNumber.flips ?? 400
        var sweep = Sweep("F2: bits of a backup flipped")
        for bit in bits(of: bench.backup, flips, &random) {
            sweep.note("bit \(bit)", await bench.problems(backup: flipped(bench.backup, bit)))
        }
        sweep.end(atLeast: flips / 4 * 4)
    }

    @Test("F2: every bit of a manifest counts") func everyBitOfAManifestCounts() async throws {
        let bench = try Bench()
        let every = StressNumber.flips == nil ? 29 : 1
        var sweep = Sweep("F2: bits of a manifest flipped")
        for bit in stride(from: 0, to: bench.manifest.count * 8, by: every) {
            sweep.note("bit \(bit)", await bench.problems(manifest: flipped(bench.manifest, bit)))
        }
        sweep.end(atLeast: bench.manifest.count * 8 / every)
    }

    @Test("F3: what is cut off, added or exchanged is missed") func whatIsCutOffAddedOrExchangedIsMissed() async throws
    {
        // More than two chunks, of which the last one is not full.
        let bench = try Bench(rows: 700)
        let other = try Bench(rows: 700)
        #expect(bench.backup.count > 2 * BackupManifest.chunkSize && bench.backup.count == other.backup.count)
        var sweep = Sweep("F3: backups cut, lengthened or exchanged")
        let chunk = BackupManifest.chunkSize
        let step = StressNumber.flips == nil ? 64 * 4096 : 4096
        let borders = [1, 4095, chunk - 1, chunk + 1, 2 * chunk - 1, 2 * chunk + 1, bench.backup.count - 1]
        for size in Array(stride(from: 0, to: bench.backup.count, by: step)) + borders {
            sweep.note("cut to \(size)", await bench.problems(backup: Array(bench.backup[..<size])))
        }
        for count in [1, 512, 4096, chunk - bench.backup.count % chunk, chunk] {
            for byte: UInt8 in [0, 0x5a] {
                let longer = bench.backup + [UInt8](repeating: byte, count: count)
                sweep.note("\(count) bytes more", await bench.problems(backup: longer))
            }
        }
        for size in 0..<bench.manifest.count where step == 4096 || size % 16 == 0 {
            sweep.note("manifest cut to \(size)", await bench.problems(manifest: Array(bench.manifest[..<size])))
        }
        for text in ["\n", " ", "{}", "\0"] {
            sweep.note(
                "manifest with \(text.debugDescription)", await bench.problems(manifest: bench.manifest + text.utf8))
        }
        let (first, second) = (bench.backup[..<chunk], bench.backup[chunk..<2 * chunk])
        let exchanged = Array(second + first + bench.backup[(2 * chunk)...])
        sweep.note("two chunks exchanged", await bench.problems(backup: exchanged))
        let mixed = Array(other.backup[..<chunk] + bench.backup[chunk...])
        sweep.note("a chunk of another backup", await bench.problems(backup: mixed))
        sweep.note("the file of another backup", await bench.problems(backup: other.backup))
        sweep.note("the manifest of another backup", await bench.problems(manifest: other.manifest))
        sweep.end(atLeast: 60)
        // The bench itself is sound: what was written restores.
        let outcome = await bench.restored()
        #expect(outcome.isOK, "\(outcome.allDiagnostics)")
    }

    @Test("F2, F3: the program refuses a damaged backup with status 8") func theProgramRefusesADamagedBackup() throws {
        let bench = try Bench()
        var random = SplitMix(seed: 3)
        var sweep = Sweep("F2, F3: damaged backups, by the program")
        for bit in bits(of: bench.backup, 24, &random) {
            let project = ProjectCopy(of: bench.project)
            TextFile.write(flipped(bench.backup, bit), to: project.path + "/copy.db")
            sweep.note("bit \(bit)", refusalProblems(in: project))
        }
        for bit in stride(from: 5, to: bench.manifest.count * 8, by: 701) {
            let project = ProjectCopy(of: bench.project)
            TextFile.write(flipped(bench.manifest, bit), to: project.path + "/copy.db.manifest.json")
            sweep.note("bit \(bit) of the manifest", refusalProblems(in: project))
        }
        for size in stride(from: 0, to: bench.backup.count, by: 4096) {
            let project = ProjectCopy(of: bench.project)
            TextFile.write(Array(bench.backup[..<size]), to: project.path + "/copy.db")
            sweep.note("cut to \(size)", refusalProblems(in: project))
        }
        sweep.end(atLeast: 40)
    }

    private func refusalProblems(in project: ProjectCopy) -> [String] {
        let before = project.files
        let result = MartletBinary.run(["restore", "copy.db", "--yes"], in: project.path)
        var problems: [String] = []
        if result.status != 8 || !result.error.contains("error[backup-damaged]") { problems.append(result.everything) }
        if project.files != before { problems.append("something was written") }
        return problems
    }
}
