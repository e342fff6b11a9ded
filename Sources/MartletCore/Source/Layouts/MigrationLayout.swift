internal import SQLText

/// How a tool lays out a folder of migrations: which files are some, in which order they run, and what is in each.
///
/// A tool's layout is a file of its own. Nothing else knows the tool.
protocol MigrationLayout: Sendable {
    var name: LayoutName { get }
    /// What its versions are ordered by.
    var order: VersionOrder { get }
    /// Whether files of folders inside of the folder belong to it.
    var isNested: Bool { get }
    /// What a file is to the tool, by its path; `nil` if it is nothing to it.
    /// - Parameter dialect: whose SQL is wanted, where there may be files for several engines.
    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart?
    /// Whether the tool sends a file as it is, with no transaction around it: a statement that is alone in it may commit.
    var sendsAsItIs: Bool { get }
    /// Whether `${name}` in a file stands for a value.
    var fillsPlaceholders: Bool { get }
    /// Where the two ways are in the text of a file.
    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections
    /// Takes over what the file beside a migration says of it.
    func take(_ settings: String, into options: inout ScriptOptions)
    /// Why a file beside a migration cannot be followed, if it says something that would be left out.
    func objection(to settings: String) -> String?
    /// What is wrong with the folder as a whole.
    /// - Parameter read: gives the bytes of a file, by its path.
    func problems(
        of folder: LayoutFolder, _ read: (String) throws(MartletError) -> [UInt8]?
    ) throws(MartletError) -> [Diagnostic]
    /// Whether a file that is none of its own is nobody's mistake either.
    func passesOver(_ file: LayoutFile) -> Bool
    /// What the names of migrations end in that the tool runs and that are no SQL.
    var endingsOfCode: [String] { get }
    /// The files of a new migration, the one that leads forward first; `nil` if nobody can tell what they are to be.
    func files(of draft: LayoutDraft) -> [NewFile]?
    /// Whether such files can say that their statements want no transaction.
    var saysNoTransaction: Bool { get }
    /// What a file says at its top that stands for all before it in a database that has none of them; `nil` where only
    /// names say that.
    var baselineMark: String? { get }
}

extension MigrationLayout {
    var isNested: Bool { false }
    var sendsAsItIs: Bool { false }
    var fillsPlaceholders: Bool { false }
    var endingsOfCode: [String] { [] }
    var saysNoTransaction: Bool { false }
    var baselineMark: String? { nil }

    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        LayoutSections(up: 0..<text.utf8.count, options: defaults)
    }

    func take(_ settings: String, into options: inout ScriptOptions) {}

    func objection(to settings: String) -> String? { nil }

    func problems(
        of folder: LayoutFolder, _ read: (String) throws(MartletError) -> [UInt8]?
    ) throws(MartletError) -> [Diagnostic] { [] }

    func passesOver(_ file: LayoutFile) -> Bool { !file.name.utf8.hasEnding(".sql") }
}

/// A file of a folder.
struct LayoutFile: Sendable, Hashable {
    /// Its path from the folder on.
    let path: String
    /// The folder on the way that is read as though it were alone, with a slash behind it; empty if it is the whole.
    var location = ""

    /// Its path from there on.
    var place: Substring { path.dropFirst(location.count) }

    /// The last part of it.
    var name: Substring { path[path.index(afterLast: "/")...] }

    /// The folders it is in, one behind the other: `2024/05`; empty if it is in none.
    var folder: Substring { path[..<path.index(afterLast: "/")].dropFirst(location.count).dropLast() }
}

/// What a file is to a tool.
struct LayoutPart: Sendable, Hashable {
    enum Way: Sendable, Hashable { case forward, back }

    enum Role: Sendable, Hashable {
        case forward, back
        /// It stands for all versions up to its own in a database that has none of them.
        case baseline
        /// It runs after all others, and again whenever it has changed.
        case repeatable
        /// It says how the migration is run, or how it is undone.
        case settings(of: Set<Way>)
        /// It is for another engine.
        case elsewhere
        /// The tool runs it at some moment of its own, and Martlet does not.
        case callback
    }

    var role: Role
    /// The version of its migration, as the tool's own table has it.
    let version: String
    /// What the migration does, in words.
    var title = ""
    /// What its name says of how it is run, if it says something.
    var transaction: ScriptOptions.Transaction?
}

/// Where the two ways are in a file.
struct LayoutSections: Sendable {
    var up: Range<Int>
    var down: SourceText?
    var options: ScriptOptions
    /// How the way back is run; as the way forward, if nothing is said.
    var downOptions: ScriptOptions?
    /// Where variables of the environment are filled in.
    var variables: [Range<Int>] = []
}

/// What the versions of a tool are ordered by.
enum VersionOrder: Sendable, Hashable {
    /// As whole numbers.
    case number
    /// As text, byte by byte.
    case text
    /// As numbers between dots, of which missing ones count as nought.
    case parts
    /// By the path of the file, whatever the version is.
    case path

    /// Whether one migration comes before another.
    func precedes(_ left: LayoutMigration, _ right: LayoutMigration) -> Bool {
        switch self {
        case .path: break
        case .text where left.version != right.version:
            return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
        case .number, .parts:
            let (first, second) = (Self.numbers(left.version), Self.numbers(right.version))
            if first != second { return Self.precedes(first, second) }
        case .text: break
        }
        if left.place != right.place { return left.place.utf8.lexicographicallyPrecedes(right.place.utf8) }
        return left.up.utf8.lexicographicallyPrecedes(right.up.utf8)
    }

    /// What versions share that the tool takes for the same, and would refuse.
    func place(of version: String) -> String {
        switch self {
        case .path, .text: version
        case .number, .parts: Self.numbers(version).map(\.text).joined(separator: ".")
        }
    }

    private static func numbers(_ version: String) -> [MigrationVersion] {
        var numbers = version.split(separator: ".").map { MigrationVersion(MigrationVersion(String($0)).place) }
        while numbers.last?.text == "0" { numbers.removeLast() }
        return numbers
    }

    private static func precedes(_ left: [MigrationVersion], _ right: [MigrationVersion]) -> Bool {
        for (first, second) in zip(left, right) where first != second { return first < second }
        return left.count < right.count
    }
}

/// A migration of another tool's folder, before its files are read.
struct LayoutMigration: Sendable, Hashable {
    let version: String
    let title: String
    /// The paths of its files from the folder on.
    let up: String
    /// The path of the file from its location on.
    let place: String
    var down: String?
    var settings: String?
    var downSettings: String?
    /// What the name of the file says of how it is run.
    var transaction: ScriptOptions.Transaction?
    var downTransaction: ScriptOptions.Transaction?
    /// Whether it stands for all versions before it.
    var isBaseline = false

    init(
        _ part: LayoutPart, _ file: LayoutFile, transaction: ScriptOptions.Transaction? = nil, isBaseline: Bool = false
    ) {
        version = part.version
        title = part.title
        up = file.path
        place = String(file.place)
        self.transaction = transaction
        self.isBaseline = isBaseline
    }

    /// One of which only the version counts.
    init(version: String) {
        self.init(LayoutPart(role: .forward, version: version), LayoutFile(path: version))
    }
}

extension String {
    /// The place behind the last of these characters; the beginning if there is none.
    fileprivate func index(afterLast character: Character) -> Index {
        lastIndex(of: character).map { index(after: $0) } ?? startIndex
    }
}

extension LayoutName {
    /// How its folders are read; `nil` for Martlet's own.
    var layout: (any MigrationLayout)? {
        switch self {
        case .martlet: nil
        case .atlas: AtlasLayout()
        case .dbmate: DbmateLayout()
        case .diesel: DieselLayout()
        case .flyway: FlywayLayout()
        case .golangMigrate: GolangMigrateLayout()
        case .goose: GooseLayout()
        case .nested: NestedLayout()
        case .pairs: PairsLayout()
        case .plain: PlainLayout()
        case .pop: PopLayout()
        case .prisma: PrismaLayout()
        case .refinery: RefineryLayout()
        case .sqlx: SqlxLayout()
        }
    }
}
