import TestSupport

/// A source file, as far as the rules look at it.
struct SourceFile {
    /// Its path from the package's root.
    let path: String
    let lines: [Substring]

    /// The folder of the engine it is in.
    var folder: String { path.split(separator: "/").dropFirst(2).first.map(String.init) ?? "" }

    /// The types it declares at the top level.
    var declaredTypes: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ")[...]
            while let word = words.first, ["public", "package", "internal", "final", "indirect"].contains(word) {
                words = words.dropFirst()
            }
            guard let kind = words.first, ["struct", "class", "enum", "protocol"].contains(kind), !line.hasPrefix(" "),
                let name = words.dropFirst().first
            else { return nil }
            return String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        }
    }

    /// Every capitalised word in its code, without comments and strings.
    var words: Set<String> {
        var found: Set<String> = []
        for line in lines {
            let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
            let outside = code.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 0 }.map(\.element)
            for part in outside {
                for word in part.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
                where word.first?.isUppercase == true { found.insert(String(word)) }
            }
        }
        return found
    }
}

/// The sources as they are checked out.
enum SourceTree {
    static func files(in folder: String) -> [SourceFile] {
        let root = MartletBinary.packageRoot
        let list = Program.run(["find", folder, "-name", "*.swift"], in: root).output
        return list.split(separator: "\n").sorted().map { path in
            SourceFile(
                path: String(path),
                lines: (TextFile.read(root + "/" + path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            )
        }
    }
}
