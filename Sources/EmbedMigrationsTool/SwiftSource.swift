/// The Swift source of folders.
enum SwiftSource {
    /// A folder and the texts of its files.
    struct Folder {
        let name: String
        let files: [(name: String, text: String)]

        /// What the folder is called in Swift: `trendsMigrations` for `Trends/Migrations`.
        var member: String {
            let words = name.split { !($0.isLetter || $0.isNumber) }
            let joined = words.enumerated().map { index, word in
                (index == 0 ? word.prefix(1).lowercased() : word.prefix(1).uppercased()) + word.dropFirst()
            }.joined()
            return joined.first?.isNumber == false ? joined : "_" + joined
        }
    }

    /// The whole source.
    static func text(_ folders: [Folder]) -> String {
        """
        // Written by the plugin EmbedMigrations.
        import Martlet

        /// The SQL of this target, by its folders.
        enum EmbeddedSQL {
        \(folders.map(declaration).joined(separator: "\n\n"))
        }

        """
    }

    /// A statement for each file: one expression of a thousand takes the compiler minutes.
    private static func declaration(_ folder: Folder) -> String {
        let files = folder.files.map { name, text in
            "        files.append(EmbeddedFolder.File(\(literal(name)), \(literal(text))))\n"
        }
        return """
                /// The files of `\(folder.name)`.
                static let `\(folder.member)`: EmbeddedFolder = {
                    var files: [EmbeddedFolder.File] = []
                    files.reserveCapacity(\(folder.files.count))
            \(files.joined())        return EmbeddedFolder(\(literal(folder.name)), files)
                }()
            """
    }

    /// A text as a literal that stands for exactly its bytes.
    private static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": literal += "\\\\"
            case "\"": literal += "\\\""
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case "\0"..<" ", "\u{7F}", "\u{FEFF}": literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
