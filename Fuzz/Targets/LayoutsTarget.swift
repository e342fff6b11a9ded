@testable import MartletCore
@testable import SQLText

/// Folders of other tools: names cut at NUL, and behind the last of them the text of a file.
enum LayoutsTarget {
    private static let layouts = LayoutName.allCases.compactMap(\.layout)

    static func check(_ input: [UInt8]) throws {
        var input = FuzzInput(input)
        let dialect: Dialect = input.below(2) == 0 ? .sqlite : .postgres
        let texts = input.texts
        let names = texts.dropLast().prefix(8).filter { !$0.isEmpty && !$0.hasSuffix("/") && !$0.hasPrefix("/") }
        let files = Set(names).sorted().map { LayoutFile(path: $0) }
        for layout in layouts { try checkFolder(layout, files, dialect) }
        guard let text = try? SourceText(bytes: Array((texts.last ?? "").utf8), name: "fuzz.sql", dialect: dialect)
        else { return }
        for layout in layouts { try checkSections(layout, text) }
        try checkTransaction(text)
        try checkVariables(text)
        try checkSum(texts)
    }

    // MARK: Names

    /// Each file is one thing at most, and migrations stand in one order.
    private static func checkFolder(_ layout: any MigrationLayout, _ files: [LayoutFile], _ dialect: Dialect) throws {
        let found = LayoutFolder(layout, files, dialect)
        let name = layout.name.rawValue
        let used =
            (found.migrations + found.baselines + found.repeatables).map(\.up)
            + (found.strays + found.callbacks).map(\.path)
        try require(Set(used).count == used.count, "\(name): a file is used twice: \(used)")
        try require(Set(used).isSubset(of: files.map(\.path)), "\(name): files that are not there: \(used)")
        for migration in found.migrations {
            try require(!migration.version.isEmpty, "\(name): no version in \(migration.up)")
            try require(migration.down != migration.up, "\(name): \(migration.up) leads both ways")
        }
        for (index, left) in found.migrations.enumerated() {
            for right in found.migrations[(index + 1)...] {
                try require(!layout.order.precedes(right, left), "\(name): \(right.up) before \(left.up)")
                let isOne = layout.order.place(of: left.version) == layout.order.place(of: right.version)
                let isTold = found.duplicates.contains { $0.contains(left) && $0.contains(right) }
                try require(isOne == isTold, "\(name): \(left.up) and \(right.up) have one place: \(isOne)")
            }
        }
    }

    /// Each line of `atlas.sum` is found again, and files have digests that depend on all before them.
    private static func checkSum(_ texts: [String]) throws {
        let files = texts.map { (name: "a", bytes: Array($0.utf8)) }
        let hashes = AtlasSum.hashes(files)
        try require(hashes.count == files.count, "\(hashes.count) digests of \(files.count) files")
        let lines = zip(files.indices, hashes).map { "\($0).sql h1:\($1)\n" }
        let sum = AtlasSum("h1:x=\n" + lines.joined())
        for (index, hash) in hashes.enumerated() {
            try require(sum.hashes["\(index).sql"] == hash, "the digest of \(index).sql is not found again")
        }
        _ = AtlasSum(texts.last ?? "")
    }

    // MARK: Texts

    /// Variables are replaced where they stand, in order, and what cannot be is told with its place.
    private static func checkVariables(_ text: SourceText) throws {
        let parts: [(range: Range<Int>, value: [UInt8])]
        do throws(MartletError) {
            parts = try ShellVariables(text: text) { $0.count % 2 == 0 ? "value" : nil }.parts(in: [0..<text.utf8.count]
            )
        } catch {
            return try Places.check(error, in: text, codes: [.config])
        }
        for (left, right) in zip(parts, parts.dropFirst()) {
            try require(left.range.upperBound <= right.range.lowerBound, "\(left.range) and \(right.range)")
        }
        try require(parts.allSatisfy { $0.range.upperBound <= text.utf8.count }, "beyond the end")
    }

    /// The two ways are parts of the text, one behind the other.
    private static func checkSections(_ layout: any MigrationLayout, _ text: SourceText) throws {
        let sections: LayoutSections
        do throws(MartletError) {
            sections = try layout.sections(text, ScriptOptions())
        } catch {
            return try Places.check(error, in: text, codes: [.directive])
        }
        let name = layout.name.rawValue
        try require((0...text.utf8.count).contains(sections.up.upperBound), "\(name): \(sections.up) is outside")
        guard let down = sections.down else { return }
        try require(down.utf8.count == text.utf8.count, "\(name): the way back has another length")
        try require(
            down.utf8[..<sections.up.upperBound].allSatisfy(\.isSpace), "\(name): the way back holds the way forward")
    }

    /// What is unwrapped has lost its marks and nothing else.
    private static func checkTransaction(_ text: SourceText) throws {
        guard let found = WholeTransaction.unwrapped(text) else { return }
        let (before, after) = (SQLScript.statements(in: text), SQLScript.statements(in: found))
        try require(found.utf8.count == text.utf8.count, "another length")
        let kept = before.filter { !$0.kind(in: text).controlsTransaction }
        try require(after.map(\.range) == kept.map(\.range), "\(after.map(\.range)) of \(kept.map(\.range))")
    }
}
