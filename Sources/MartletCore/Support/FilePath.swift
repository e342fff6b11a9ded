/// The name of a file or folder: never empty, without NUL, kept exactly as the system will get it.
///
/// Everything here is about text alone and asks the file system nothing. `description` is safe to print: control
/// characters are escaped; `string` is what the system gets.
public struct FilePath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The path, exactly.
    public let string: String

    /// Makes a path, or `nil` if the text is empty or holds a NUL.
    public init?(_ string: String) {
        guard !string.isEmpty, !string.utf8.contains(0) else { return nil }
        self.string = string
    }

    /// Makes a path from text that came from outside; the error names what is wrong with it.
    public init(validating string: String) throws(MartletError) {
        guard !string.isEmpty else {
            throw MartletError(
                .usage, "a path is empty", help: "leave the option out, or name a file or folder")
        }
        guard !string.utf8.contains(0) else {
            throw MartletError(
                .usage, "a path holds a NUL character", help: "name a file or folder")
        }
        self.string = string
    }

    /// Makes a path from a literal, which must not be empty.
    public init(stringLiteral value: String) {
        self.init(known: value)
    }

    /// Makes a path that is known to be sound.
    private init(known string: String) {
        precondition(!string.isEmpty && !string.utf8.contains(0), "a path must not be empty or hold a NUL")
        self.string = string
    }

    /// The current folder, `.`.
    public static let current: FilePath = "."

    /// Whether it starts at the root of the file system.
    public var isAbsolute: Bool { string.utf8.first == UInt8(ascii: "/") }

    /// The last component: `c.sql` of `a/b/c.sql`, `/` of `/`.
    public var name: String {
        let trimmed = withoutTrailingSlashes
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")), trimmed.utf8.count > 1 else {
            return String(trimmed)
        }
        return String(trimmed[trimmed.utf8.index(after: slash)...])
    }

    /// The folder it stands in: `a/b` of `a/b/c`, `.` of `c`, `/` of `/c` and of `/`.
    public var parent: FilePath {
        let trimmed = withoutTrailingSlashes
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .current }
        let rest = trimmed[..<slash]
        let end = rest.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        guard let end else { return "/" }
        return FilePath(known: String(rest[...end]))
    }

    /// The name without its extension: `c` of `a/c.sql`, `.env` of `.env`.
    public var stem: String {
        let name = name
        guard let dot = Self.extensionDot(in: name) else { return name }
        return String(name[..<dot])
    }

    /// What follows the last dot of the name: `sql` of `a/c.down.sql`; `nil` of `.env` and of `c`.
    public var `extension`: String? {
        let name = name
        guard let dot = Self.extensionDot(in: name) else { return nil }
        return String(name[name.utf8.index(after: dot)...])
    }

    /// The path with `component` added, which must not hold a NUL; text from outside is validated first.
    public func appending(_ component: String) -> FilePath {
        guard !component.isEmpty else { return self }
        let separator = string.utf8.last == UInt8(ascii: "/") ? "" : "/"
        return FilePath(known: string + separator + component)
    }

    /// The path without `.`, doubled slashes and `name/..`, by text alone; symbolic links are not looked at.
    public var normalized: FilePath {
        if isNormalized { return self }
        var parts: [Substring.UTF8View] = []
        for part in string[...].utf8.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) {
                if let last = parts.last, !last.elementsEqual("..".utf8) {
                    parts.removeLast()
                    continue
                }
                if isAbsolute { continue }
            }
            parts.append(part)
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        if isAbsolute { return FilePath(known: "/" + joined) }
        return joined.isEmpty ? .current : FilePath(known: joined)
    }

    /// The path as seen from `base`: itself if it is absolute, else below `base`; normalized.
    public func resolved(against base: FilePath) -> FilePath {
        isAbsolute ? normalized : base.appending(string).normalized
    }

    /// Whether it is `folder` or stands below it, by text alone; both should be resolved.
    public func isInside(_ folder: FilePath) -> Bool {
        let path = Array(normalized.string.utf8)
        let root = Array(folder.normalized.string.utf8)
        if root == [UInt8(ascii: "/")] { return path.first == UInt8(ascii: "/") }
        guard path.starts(with: root) else { return false }
        return path.count == root.count || path[root.count] == UInt8(ascii: "/")
    }

    /// The path as people are shown it: relative to `root` where it stands inside, control characters escaped.
    public func display(relativeTo root: FilePath) -> String {
        let path = normalized
        let base = root.normalized
        guard path.isInside(base) else { return PrintableText.escaping(path.string) }
        if path == base { return "." }
        let skip = base.string == "/" ? 1 : base.string.utf8.count + 1
        return PrintableText.escaping(String(Substring(path.string.utf8.dropFirst(skip))))
    }

    /// The path with control characters escaped.
    public var description: String { PrintableText.escaping(string) }

    /// Whether nothing needs to be done; most paths are like that.
    private var isNormalized: Bool {
        var previous = UInt8(ascii: "/")
        if string.utf8.count > 1, string.utf8.last == previous { return false }
        for (index, byte) in string.utf8.enumerated() {
            // A component that begins with a dot may be `.` or `..`.
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: ".") { return false }
            if previous == UInt8(ascii: "/"), byte == previous, index > 0 { return false }
            previous = byte
        }
        return true
    }

    private var withoutTrailingSlashes: Substring {
        guard let end = string.utf8.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return "/" }
        return string[...end]
    }

    private static func extensionDot(in name: String) -> String.Index? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex, name != ".." else {
            return nil
        }
        return dot
    }
}
