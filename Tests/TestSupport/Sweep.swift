internal import Glibc
public import Testing

/// A fault put in at many points, one run each: how many were tried, and what was wrong afterwards.
///
/// `make stress` tries every point, the tests of every day some of them, spread over the whole.
public struct Sweep {
    private let name: String
    private let sourceLocation: SourceLocation
    private var points = 0
    private var bad = 0

    /// Begins a sweep.
    public init(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        self.name = name
        self.sourceLocation = sourceLocation
    }

    /// Goes through every few of the points.
    ///
    /// - Parameters:
    ///   - usual: every how many, where `MARTLET_KILL_EVERY` does not say it.
    ///   - least: how many there have to be at least, of all.
    ///   - body: what is wrong after a fault at the point; `nil` if it was not reached.
    public static func over<Point: CustomStringConvertible>(
        _ points: [Point], _ name: String, usual: Int, atLeast least: Int,
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (Point) -> [String]?
    ) {
        var sweep = Sweep(name, sourceLocation: sourceLocation)
        let every = StressNumber.killEvery ?? usual
        // The last one always: that is where all goes well.
        for index in points.indices where index % every == 0 || index == points.count - 1 {
            guard let problems = body(points[index]) else { continue }
            sweep.note("\(points[index])", problems)
        }
        sweep.end(atLeast: least / every)
    }

    /// Counts a point, and what was wrong there.
    public mutating func note(_ place: String, _ problems: [String]) {
        points += 1
        bad += problems.isEmpty ? 0 : 1
        for problem in problems {
            Issue.record("\(name): \(place): \(problem)", sourceLocation: sourceLocation)
        }
    }

    /// Reports the numbers; a sweep that tried next to nothing has failed.
    public func end(atLeast least: Int) {
        StressReport.add("\(name): \(points) points, \(bad) bad")
        #expect(points >= max(1, least), "only \(points) points were tried", sourceLocation: sourceLocation)
    }
}

/// How much is tried: numbers that `make stress` and `make sanitize` set, and nobody else has to.
public enum StressNumber {
    /// Every how many calls of a run a fault is put in.
    public static let killEvery = read("MARTLET_KILL_EVERY")
    /// How many random outcomes of each power failure are tried.
    public static let powerVariants = read("MARTLET_POWER_VARIANTS")
    /// How many bits of backups are flipped.
    public static let flips = read("MARTLET_FLIPS")
    /// How many times fifty processes start at once.
    public static let rounds = read("MARTLET_ROUNDS")
    /// How many times a run on a server is killed, or gets a signal, at a random moment.
    public static let serverKills = read("MARTLET_SERVER_KILLS")
    /// How many pairs of schemas PostgreSQL leads from one to the other.
    public static let schemaPairs = read("MARTLET_SCHEMA_PAIRS")
    /// The number of the first of them, to look at one again.
    public static let firstSchemaPair = read("MARTLET_SCHEMA_FIRST")
    /// How many times as much memory as usual the program may hold: `make sanitize` sets it.
    public static let memoryFactor = read("MARTLET_MEMORY_FACTOR") ?? 1

    private static func read(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }.map { max(1, $0) }
    }
}

/// What the sweeps came to, a line each, in the file that `MARTLET_STRESS_REPORT` names.
public enum StressReport {
    /// Adds a line.
    public static func add(_ line: String) {
        print(line)
        guard let path = getenv("MARTLET_STRESS_REPORT") else { return }
        // One write: lines of tests that run at once do not mix.
        let descriptor = open(String(cString: path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let bytes = Array((line + "\n").utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count, "the report cannot be written")
        close(descriptor)
    }
}
