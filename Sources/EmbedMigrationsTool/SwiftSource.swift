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

    /// An array of pairs whose type is spelt out: calls of initialisers in their place take the compiler seven seconds for a
    /// thousand files, these less than half of one.
    private static func declaration(_ folder: Folder) -> String {
        let files = folder.files.map { name, text in "            (\(literal(name)), \(literal(text))),\n" }
        return """
                /// The files of `\(folder.name)`.
                static let `\(folder.member)`: EmbeddedFolder = {
                    let files: [(String, String)] = [
            \(files.joined())        ]
                    return EmbeddedFolder(\(literal(folder.name)), files.map { EmbeddedFolder.File($0.0, $0.1) })
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
