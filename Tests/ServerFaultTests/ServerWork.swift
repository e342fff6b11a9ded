import TestSupport

/// A run that changes something on a server, and how to see what it has done.
struct ServerWork: CustomStringConvertible, Sendable {
    let name: String
    /// The command, without options.
    let command: [String]
    let files: [String: String]
    var settings: [String] = []
    /// The commands that come before it.
    var before: [[String]] = []
    /// The steps that it does, one to a line: versions that are applied, for a rollback those that are not; seeds.
    let steps: String
    /// All of them.
    let all: Set<String>

    var description: String { name }

    private static func migrations(_ numbers: ClosedRange<Int>) -> [String: String] {
        var files = [
            "migrations/100_log.sql": """
            CREATE TABLE runs (version text);
            INSERT INTO runs VALUES ('100');

            -- ROLLBACK:
            -- DROP TABLE runs;

            """
        ]
        for number in numbers {
            // Not twice, and not without the row: the table would be in the way.
            files["migrations/\(number)_step.sql"] = """
                CREATE TABLE t\(number) (x text);
                INSERT INTO runs VALUES ('\(number)');

                -- ROLLBACK:
                -- DELETE FROM runs WHERE version = '\(number)';
                -- DROP TABLE t\(number);

                """
        }
        // In several messages, and with something left in the session.
        files["migrations/\(numbers.upperBound + 1)_copy.sql"] = """
            SET search_path = pg_temp, public;
            CREATE TABLE public.t\(numbers.upperBound + 1) (x text);
            COPY public.runs (version) FROM stdin;
            \(numbers.upperBound + 1)
            \\.

            -- ROLLBACK:
            -- DELETE FROM runs WHERE version = '\(numbers.upperBound + 1)';
            -- DROP TABLE t\(numbers.upperBound + 1);

            """
        return files
    }

    private static let applied = "SELECT version FROM martlet_migrations WHERE success ORDER BY 1"

    static let migrate = ServerWork(
        name: "migrate", command: ["migrate"], files: migrations(101...102), steps: applied,
        all: ["100", "101", "102", "103"])

    static let migrateAll = ServerWork(
        name: "migrate, all or nothing", command: ["migrate"], files: migrations(101...102),
        settings: ["transaction: all"], steps: applied, all: ["100", "101", "102", "103"])

    static let rollback = ServerWork(
        name: "rollback", command: ["rollback", "--to", "100", "--yes"], files: migrations(101...102),
        before: [["migrate"]],
        steps: """
            SELECT n FROM (VALUES ('101'), ('102'), ('103')) AS all_of_them (n)
            WHERE n NOT IN (SELECT version FROM martlet_migrations WHERE success) ORDER BY 1
            """, all: ["101", "102", "103"])

    static let seed = ServerWork(
        name: "seed", command: ["seed"],
        files: migrations(101...101).merging([
            "seeds/01_a.sql": "INSERT INTO runs VALUES ('a');\n", "seeds/02_b.sql": "INSERT INTO runs VALUES ('b');\n",
        ]) { $1 },
        before: [["migrate"]], steps: "SELECT name FROM martlet_seeds ORDER BY 1", all: ["01_a", "02_b"])

    static let everyKind = [migrate, migrateAll, rollback, seed]

    // MARK: Running

    /// A project on a database on which everything before the run is done.
    func prepare() throws -> ServerProject {
        let project = try ServerProject(files, settings: settings)
        for command in before {
            let result = MartletBinary.run(command, in: project.folder.path)
            guard result.status == 0 else { throw NotPrepared(text: result.everything) }
        }
        return project
    }

    /// A project of the same on a copy of that database.
    func copy(of origin: ServerProject) throws -> ServerProject {
        try ServerProject(files, settings: settings, database: FreshDatabase(copyOf: origin.database))
    }

    /// What the run has done, by what is in the database.
    func stepsDone(_ project: ServerProject) -> Set<String> {
        guard project.sql("SELECT to_regclass('martlet_migrations') IS NOT NULL") == "t" else { return [] }
        return Set(project.sql(steps).split(separator: "\n").map(String.init))
    }

    /// What the run said that it has done, by its document.
    func stepsTold(_ document: String) -> Set<String> {
        let steps = document.split(separator: "{").filter { $0.contains("\"result\": \"done\"") }
        return Set(steps.compactMap { $0.firstMatch(of: #/"subject": "([^"]+)"/#).map { String($0.output.1) } })
    }

    /// Where the database contradicts its history; nothing, if it does not.
    func contradictions(_ project: ServerProject) -> [String] {
        guard project.sql("SELECT to_regclass('martlet_migrations') IS NOT NULL") == "t" else { return [] }
        let tables = "SELECT substr(relname, 2) FROM pg_class WHERE relname ~ '^t[0-9]+$' ORDER BY 1"
        let versions = "SELECT version FROM martlet_migrations WHERE success AND version > '100' ORDER BY 1"
        var problems: [String] = []
        let (made, recorded) = (project.sql(tables), project.sql(versions))
        if made != recorded { problems.append("tables: \(made), history: \(recorded)") }
        guard project.sql("SELECT to_regclass('runs') IS NOT NULL") == "t" else { return problems }
        let rows = project.sql("SELECT version FROM runs WHERE version > '100' AND version ~ '^[0-9]' ORDER BY 1")
        if rows != recorded { problems.append("rows: \(rows), history: \(recorded)") }
        let seeds = project.sql("SELECT version FROM runs WHERE version !~ '^[0-9]' ORDER BY 1")
        let recordedSeeds = project.sql("SELECT substr(name, 4) FROM martlet_seeds ORDER BY 1")
        if seeds != recordedSeeds { problems.append("rows: \(seeds), seeds: \(recordedSeeds)") }
        return problems
    }

    /// What is wrong after the run is made once more, undisturbed.
    func problemsOfNextRun(_ project: ServerProject) -> [String] {
        // What a killed run had begun may go on for a moment.
        let result = MartletBinary.run(command + ["--wait", "20s"], in: project.folder.path)
        var problems = result.status == 0 ? [] : ["the next run: \(result.everything)"]
        let done = stepsDone(project)
        if done != all { problems.append("after the next run: \(done.sorted())") }
        problems += contradictions(project).map { "after the next run: \($0)" }
        if project.martlet("history", "--verify").status != 0 { problems.append("the history does not hold") }
        return problems
    }
}

/// What comes before a run went wrong.
struct NotPrepared: Error, CustomStringConvertible {
    let text: String

    var description: String { text }
}
