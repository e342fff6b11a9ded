internal import SQLText
internal import Synchronization

/// A statement that was left out, in part or altogether.
struct LeftOut: Sendable, Hashable {
    /// Something that a server does not have.
    struct Lack: Sendable, Hashable {
        enum Kind: String, CaseIterable {
            case role
            case tablespace
        }

        let kind: Kind
        let name: String

        init(_ reference: ServerReference) {
            kind = reference.purpose == .tablespace ? .tablespace : .role
            name = reference.name
        }
    }

    /// Without the line itself, which may hold a password.
    let location: SourceLocation
    /// What it names that is not there; nothing if it acts on the server.
    let lacks: Set<Lack>
    /// The policy that it makes or changes, if it is about one.
    var policy: PolicyReference?
}

/// All that was left out, by whoever reads which file; a file may be read more than once.
final class LeftOutRecord: Sendable, Hashable {
    private let found = Mutex<Set<LeftOut>>([])

    private let histories = Mutex<Set<String>>([])

    func add(_ leftOut: LeftOut) { found.withLock { _ = $0.insert(leftOut) } }

    /// Notes where other tools keep histories that nobody has taken over.
    /// - Parameter tables: as people are shown them: `schema_migrations of dbmate`.
    func add(historiesIn tables: [String]) { histories.withLock { $0.formUnion(tables) } }

    /// In the order of the files.
    private var all: [LeftOut] {
        found.withLock(\.self).sorted { first, second in
            let (one, other) = (first.location, second.location)
            if one.file != other.file { return one.file < other.file }
            return (one.position?.line ?? 0, one.position?.column ?? 0)
                < (other.position?.line ?? 0, other.position?.column ?? 0)
        }
    }

    /// The policies that are other ones than the scripts say, or not there at all.
    var policies: Set<PolicyReference> { Set(all.compactMap(\.policy)) }

    static func == (one: LeftOutRecord, other: LeftOutRecord) -> Bool { one === other }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    // MARK: Warnings

    /// What was left out, told once for each reason.
    var warnings: [Diagnostic] {
        let all = all
        return [Self.ofServer(all.filter(\.lacks.isEmpty)), Self.lacking(all.filter { !$0.lacks.isEmpty }), ofTools]
            .compactMap(\.self)
    }

    private var ofTools: Diagnostic? {
        let tables = histories.withLock(\.self)
        if tables.isEmpty { return nil }
        let names = tables.sorted().joined(separator: ", ")
        return Diagnostic(
            .historyElsewhere, "left out, as another tool keeps its history there: \(names)", severity: .note)
    }

    private static func ofServer(_ leftOut: [LeftOut]) -> Diagnostic? {
        guard let first = leftOut.first else { return nil }
        let what =
            leftOut.count == 1
            ? "a statement was left out, as it acts beyond its database"
            : "\(leftOut.count) statements were left out, as they act beyond their database: this is the first"
        return Diagnostic(
            .unsupported, what, severity: .warning, at: first.location,
            notes: [
                "the rest was run in a database for a while",
                "what functions do that it calls is not looked at",
            ])
    }

    private static func lacking(_ leftOut: [LeftOut]) -> Diagnostic? {
        guard let first = leftOut.first else { return nil }
        let lacks = Set(leftOut.flatMap(\.lacks))
        let names = LeftOut.Lack.Kind.allCases.compactMap { kind -> String? in
            let names = lacks.filter { $0.kind == kind }.map(\.name).sorted()
            return names.isEmpty ? nil : "no \(kind.rawValue) " + names.joined(separator: ", ")
        }
        let what = leftOut.count == 1 ? "a statement was left out" : "\(leftOut.count) statements were left out"
        let roles = lacks.filter { $0.kind == .role }.map(\.name).sorted()
        return Diagnostic(
            .unsupported,
            "\(what), as the server has \(names.joined(separator: " and "))"
                + (leftOut.count == 1 ? "" : ": this is the first"),
            severity: .warning, at: first.location,
            notes: roles.isEmpty ? [] : ["owners, rights and policies of those are not compared, and stay as they are"],
            help: roles.first.map { "to have them compared: CREATE ROLE \($0.quotedAsIdentifier);" })
    }
}
