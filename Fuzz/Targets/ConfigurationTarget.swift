import SQLText

@testable import MartletCore

/// `martlet.yaml`, and behind a NUL the file of variables.
enum ConfigurationTarget {
    static func check(_ input: [UInt8]) throws {
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
        let variables = parts.count > 1 ? try checkVariables(parts[1]) : nil
        try checkConfiguration(parts[0], Variables(process: ["HOME": "/home/tester"], file: variables))
    }

    private static func source(_ bytes: [UInt8], _ name: String) -> SourceText? {
        try? SourceText(bytes: bytes, name: name)
    }

    // MARK: martlet.yaml

    private static func checkConfiguration(_ bytes: [UInt8], _ variables: Variables) throws {
        let name = "martlet.yaml"
        guard let text = source(bytes, name) else {
            if (try? ConfigFile(bytes: bytes, name: name)) != nil { throw Violation(description: "no text is taken") }
            return
        }
        let file: ConfigFile
        do throws(MartletError) {
            file = try ConfigFile(bytes: bytes, name: name)
        } catch {
            return try checkRefusal(error, text, codes: [.config])
        }
        let names = file.databases.map(\.name.text)
        try require(!names.isEmpty && Set(names).count == names.count, "the databases are \(names)")
        try checkLineEnds(file, text)
        let reader = SettingsReader(file, variables)
        for section in file.databases {
            do {
                try checkSettings(try reader.settings(of: section))
            } catch let error as MartletError {
                try checkRefusal(error, text, codes: [.config, .environment])
            }
        }
    }

    private static func checkRefusal(_ error: MartletError, _ text: SourceText, codes: Set<ErrorCode>) throws {
        // An empty file has no line to show.
        try Places.check(error, in: text, codes: codes, isAlwaysPlaced: false)
        for location in error.diagnostics.compactMap(\.location) { try checkExcerpt(location, text) }
        try checkSecret(error, text.string)
    }

    /// What is shown of a line is its beginning, the last of it perhaps as `***`.
    private static func checkExcerpt(_ location: SourceLocation, _ text: SourceText) throws {
        guard let excerpt = location.excerpt, let position = location.position else { return }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let shown = excerpt.hasSuffix("***") ? excerpt.utf8.dropLast(3) : excerpt.utf8[...]
        try require(
            lines[position.line - 1].starts(with: shown) || lines[position.line - 1].starts(with: excerpt.utf8),
            "`\(excerpt)` is not how line \(position.line) begins")
    }

    /// A password in a URL is never shown.
    private static func checkSecret(_ error: MartletError, _ text: String) throws {
        let secret = "canary"
        let urls = text.components(around: "://u:canary@").count
        guard urls > 1, text.components(around: secret).count == urls else { return }
        try require("\(error)".components(around: secret).count == 1, "shown: \(error)")
    }

    /// The same file with the line ends of Windows and a byte order mark says the same.
    private static func checkLineEnds(_ file: ConfigFile, _ text: SourceText) throws {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let windows = [0xEF, 0xBB, 0xBF] + Array(lines.joined(separator: "\r\n".utf8))
        let other = try ConfigFile(bytes: windows, name: text.name)
        try require(
            other.databases == file.databases && other.defaults == file.defaults && other.project == file.project,
            "with other line ends it says something else")
    }

    private static func checkSettings(_ settings: DatabaseSettings) throws {
        for limit in [settings.lockTimeout, settings.statementTimeout].compactMap({ $0 }) {
            try require(DurationText.parse(DurationText.text(limit)) == limit, "\(limit) is not read as written")
        }
        let tables = [settings.tables.history, settings.tables.log, settings.tables.seeds]
        try require(Set(tables.map { $0.lowercased() }).count == 3, "the tables are \(tables)")
        let texts = [settings.url?.value, settings.environment, settings.migrations?.string, settings.seeds?.string]
        for text in texts.compactMap({ $0 }) {
            try require(!text.isEmpty && !text.contains("${"), "a value is \(text)")
        }
        if let url = settings.url?.value { _ = try? ConnectionURL.parse(url, relativeTo: "/base") }
    }

    // MARK: The file of variables

    private static func checkVariables(_ bytes: [UInt8]) throws -> EnvFile? {
        let name = "config/.env"
        let file: EnvFile
        do throws(MartletError) {
            file = try EnvFile(bytes: bytes, name: name)
        } catch {
            try require(error.diagnostics.map(\.code) == [.environment], "\(error)")
            // A line of such a file is a secret.
            try require(error.diagnostics[0].location?.excerpt == nil, "a line is shown: \(error)")
            if let text = source(bytes, name) { try Places.check(error, in: text, codes: [.environment]) }
            return nil
        }
        let written = file.variables.map { "\($0.key)=\"\(escaped($0.value))\"" }.joined(separator: "\n")
        let again = try EnvFile(bytes: Array(written.utf8), name: name)
        try require(again.variables == file.variables, "\(file.variables), written: \(again.variables)")
        return file
    }

    private static func escaped(_ value: String) -> String {
        String(
            String.UnicodeScalarView(
                value.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
                    switch scalar {
                    case "\"", "\\", "$": ["\\", scalar]
                    case "\r": ["\\", "r"]
                    default: [scalar]
                    }
                }))
    }
}

extension String {
    /// The pieces between occurrences of some bytes.
    fileprivate func components(around separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
