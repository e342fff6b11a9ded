import MartletCore
import MartletPostgres
import MartletSQLite
import SchemaModel
import TestSupport
import Testing

/// CloneGallery on PostgreSQL, with a database of the test's own, beside one on SQLite.
final class CloneGalleryServer {
    /// The SQLite database with its wrappers.
    let gallery: CloneGallery
    let database: FreshDatabase

    /// - Parameters:
    ///   - setUp: whether the PostgreSQL database is migrated and seeded.
    ///   - gallerySetUp: whether the SQLite database is.
    ///   - original: the one whose PostgreSQL database it is a copy of, and whose SQLite database it shares.
    init(setUp: Bool = true, gallerySetUp: Bool = false, copyOf original: CloneGalleryServer? = nil) throws {
        gallery = original?.gallery ?? CloneGallery(setUp: gallerySetUp)
        database = try FreshDatabase(copyOf: original?.database)
        if setUp { expectStatus(martlet("setup"), 0) }
    }

    var root: String { gallery.root + "/postgres" }

    private var environment: [String: String] {
        gallery.environment.merging([
            "CLONEGALLERY_DATABASE_URL": database.url,
            "PATH": database.cluster.programs + ":/usr/local/bin:/usr/bin:/bin",
        ]) { _, new in new }
    }

    /// Runs the binary on the project of PostgreSQL.
    @discardableResult
    func martlet(_ arguments: String..., environment more: [String: String] = [:]) -> ProgramResult {
        Program.run(
            [MartletBinary.path, "--project", root] + arguments, in: gallery.folder.path,
            environment: environment.merging(more) { _, new in new })
    }

    /// Moves the rows of the SQLite database over.
    func move(environment more: [String: String] = [:]) -> ProgramResult {
        Program.run(
            [gallery.root + "/move_to_postgres"], in: gallery.folder.path,
            environment: environment.merging(more) { _, new in new })
    }

    /// Asks `psql`: values alone, with `|` between columns.
    func sql(_ text: String) -> String { attempt(text, stopsAtErrors: false).output.droppingLastLineEnd }

    /// Runs a script that ends at its first error; the client's whole result.
    func attempt(_ text: String, stopsAtErrors: Bool = true) -> ProgramResult {
        Program.run(
            ["psql", "-XqAt", "--set=ON_ERROR_STOP=\(stopsAtErrors ? 1 : 0)", "--dbname=" + database.url, "--file=-"],
            environment: environment.merging(["PGTZ": "UTC"]) { _, new in new }, input: text)
    }

    /// Runs a script of the shell, with the database's URL as `$0`.
    func shell(_ script: String) -> ProgramResult {
        Program.run(["bash", "-c", script, database.url], environment: environment)
    }

    // MARK: The same on both engines

    private static let own: Set = ["migrations", "seeders", "migrations_log"]

    /// How the two schemas are, when both databases are migrated.
    func parity() throws -> SchemaParity {
        let file = ConnectionURL.sqlite(try #require(FilePath(gallery.database)))
        let one = try SQLiteBackend().connect(to: file, ConnectOptions(.read))
        let server = try ConnectionURL.parse(database.url, relativeTo: "/")
        let other = try PostgresBackend().connect(to: server, ConnectOptions(.read))
        defer {
            try? one.close()
            try? other.close()
        }
        return SchemaParity(
            sqlite: try #require(one as? SQLiteConnection).schema(excluding: Self.own),
            postgres: try #require(other as? PostgresConnection).schema(excluding: Self.own))
    }

    /// The tables with what orders their rows.
    static let tables = [
        "users": "id", "images": "id", "tags": "id", "albums": "id", "image_tags": "image_id, tag_id",
        "album_images": "album_id, image_id", "user_likes": "user_id, image_id", "ai_generation_meta": "image_id",
        "analytics": "id",
    ]

    /// Every row of a table on both engines.
    func rows(of table: String) -> (sqlite: [[String]], postgres: [[String]]) {
        let columns = CloneGallerySchemaTests.columns[table, default: ""].replacing(" ", with: ", ")
        let query = "SELECT \(columns) FROM \(table) ORDER BY \(Self.tables[table, default: ""]);"
        return (Self.cells(gallery.sql(".nullvalue NULL\n" + query)), Self.cells(sql("\\pset null NULL\n" + query)))
    }

    /// What a query of the project gives on each engine with these parameters, as SQL writes them; what is not named is
    /// NULL.
    func answers(_ query: String, _ parameters: [String: String]) -> (sqlite: [[String]], postgres: [[String]]) {
        let one = gallery.sql(".nullvalue NULL\n" + gallery.script(of: query, parameters))
        return (Self.cells(one), Self.cells(sql("\\pset null NULL\n" + script(of: query, parameters))))
    }

    /// The commands that run a query: PostgreSQL's own variant, if there is one.
    func script(of query: String, _ parameters: [String: String]) -> String {
        let own = TextFile.read("\(root)/queries/\(query).sql")
        let text = own ?? gallery.text(query)
        let names = Set(text.matches(of: /:([a-z_]+)/).map { String($0.output.1) })
        let values = names.sorted().map { "\\set \($0) '\((parameters[$0] ?? "NULL").replacing("'", with: "\\'"))'\n" }
        return values.joined() + text
    }

    /// The cells of what a client prints, in one form: 0 and 1, `2024-12-19T10:30:00Z`, numbers without zeros that mean
    /// nothing, JSON without blanks.
    private static func cells(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
                if cell == "t" || cell == "f" { return cell == "t" ? "1.0" : "0.0" }
                if let moment = cell.wholeMatch(of: /([0-9-]{10}) ([0-9:]{8})\+00/) {
                    return "\(moment.output.1)T\(moment.output.2)Z"
                }
                if cell.hasPrefix("[\"") { return String(cell).replacing("\", \"", with: "\",\"") }
                return Double(cell).map { "\($0)" } ?? String(cell)
            }
        }
    }
}
