internal import MartletCore
internal import SQLText

/// The right that the server says a role lacks, and the statement that gives it.
///
/// The server says what the right is on and not which one it is; so the statement gives those that such a thing is used
/// with. Its words are those of PostgreSQL in English; in another language nothing is found.
/// Source: <https://github.com/postgres/postgres/blob/master/src/backend/catalog/aclchk.c>.
struct MissingRight {
    /// What a role does with the thing.
    enum Use {
        /// Everything that a migration may do.
        case anything
        /// What a backup does.
        case reading
    }

    /// A kind of thing, as the server names it in messages.
    private struct Kind {
        var name: String
        /// How GRANT names it.
        var keyword: String
        var rights: String
        var readingRights: String?
        /// How ALTER names it, where it has an owner of its own.
        var owned: String?
        /// How GRANT names all of a schema.
        var all: String?
    }

    /// Longer names come first.
    private static let kinds = [
        Kind(
            name: "materialized view", keyword: "TABLE", rights: "SELECT", owned: "MATERIALIZED VIEW", all: "TABLES"),
        Kind(
            name: "foreign table", keyword: "TABLE", rights: rowRights, readingRights: "SELECT", owned: "FOREIGN TABLE",
            all: "TABLES"),
        Kind(name: "foreign-data wrapper", keyword: "FOREIGN DATA WRAPPER", rights: "USAGE"),
        Kind(name: "foreign server", keyword: "FOREIGN SERVER", rights: "USAGE", owned: "SERVER"),
        Kind(name: "large object", keyword: "LARGE OBJECT", rights: "SELECT, UPDATE", readingRights: "SELECT"),
        Kind(
            name: "sequence", keyword: "SEQUENCE", rights: "USAGE, SELECT, UPDATE", readingRights: "SELECT",
            owned: "SEQUENCE", all: "SEQUENCES"),
        Kind(
            name: "table", keyword: "TABLE", rights: rowRights, readingRights: "SELECT", owned: "TABLE", all: "TABLES"),
        Kind(name: "view", keyword: "TABLE", rights: rowRights, readingRights: "SELECT", owned: "VIEW", all: "TABLES"),
        Kind(name: "schema", keyword: "SCHEMA", rights: "USAGE, CREATE", readingRights: "USAGE", owned: "SCHEMA"),
        Kind(name: "database", keyword: "DATABASE", rights: "CREATE", owned: "DATABASE"),
        Kind(name: "function", keyword: "FUNCTION", rights: "EXECUTE", owned: "FUNCTION"),
        Kind(name: "procedure", keyword: "PROCEDURE", rights: "EXECUTE", owned: "PROCEDURE"),
        Kind(name: "type", keyword: "TYPE", rights: "USAGE", owned: "TYPE"),
        Kind(name: "language", keyword: "LANGUAGE", rights: "USAGE"),
        Kind(name: "tablespace", keyword: "TABLESPACE", rights: "CREATE"),
    ]
    private static let rowRights = "SELECT, INSERT, UPDATE, DELETE, REFERENCES"

    private let text: String

    /// Reads what the server, or one of its programs, has said.
    init(_ text: String) { self.text = text }

    /// What is to be done so that the role may do it; `nil` if that is not known.
    func help(for role: String, _ use: Use = .anything) -> String? {
        let role = role.quotedAsIdentifier
        if let owner = member { return Self.membership(owner, role) }
        if let absent { return "have an administrator run: CREATE ROLE \(absent.quotedAsIdentifier)\(logsIn);" }
        if let named = named(behind: "must be owner of ") { return Self.ownership(named, role) }
        // The second are the words of pg_dump 18 about a sequence, without its schema.
        for sign in ["permission denied for ", "failed to get data for "] {
            if let named = named(behind: sign) { return grant(named, role, use) }
        }
        if let rest = rest(behind: "permission denied to create extension \"") {
            let name = String(rest.prefix { $0 != "\"" })
            return
                "have an administrator run: CREATE EXTENSION \(name.quotedAsIdentifier); and then run the same command again, "
                + "with IF NOT EXISTS in the script"
        }
        return Self.attributes.first { text.contains($0.sign) }.map {
            "have an administrator run: ALTER ROLE \(role) \($0.word);"
        }
    }

    // MARK: Reading

    private static let attributes = [
        (sign: "permission denied to create database", word: "CREATEDB"),
        (sign: "permission denied to create role", word: "CREATEROLE"),
    ]

    /// The role that one has to be a member of.
    private var member: String? {
        for sign in ["must be able to SET ROLE \"", "must be member of role \""] {
            if let rest = rest(behind: sign) { return String(rest.prefix { $0 != "\"" }) }
        }
        return nil
    }

    /// A role that was refused is to log in; one that a backup names need not.
    private var logsIn: String { text.contains("FATAL:") ? " LOGIN" : "" }

    /// The role that is not there: `role "shop" does not exist`.
    private var absent: String? {
        guard let rest = rest(behind: "role \""), let end = rest.firstIndex(of: "\""),
            rest[end...].hasPrefix("\" does not exist")
        else { return nil }
        return String(rest[..<end])
    }

    /// A thing that a message names.
    private struct Named {
        var kind: String
        var known: Kind?
        /// The name in double quotes, with its schema if that is known.
        var place: String
        /// Its schema, in double quotes.
        var schema: String?
        /// Whether the server has put the name in double quotes, as it does where it lets nobody in.
        var isQuoted: Bool
    }

    private func named(behind sign: String) -> Named? {
        guard let rest = rest(behind: sign) else { return nil }
        let line = rest.prefix { $0 != "\n" && $0 != ";" }
        let known = Self.kinds.first { line.hasPrefix($0.name + " ") }
        let kind = known?.name ?? String(line.prefix { $0 != " " })
        var name = String(line.dropFirst(kind.count + 1))
        let isQuoted = name.hasPrefix("\"") && name.hasSuffix("\"") && name.count > 2
        if isQuoted { name = String(name.dropFirst().dropLast()) }
        guard !name.isEmpty else { return nil }
        guard let schema = schema(of: name) else {
            return Named(kind: kind, known: known, place: name.quotedAsIdentifier, schema: nil, isQuoted: isQuoted)
        }
        return Named(
            kind: kind, known: known, place: schema + "." + name.quotedAsIdentifier, schema: schema, isQuoted: isQuoted)
    }

    private func rest(behind sign: String) -> Substring? {
        text.firstRange(of: sign).map { text[$0.upperBound...] }
    }

    /// The schema, where the statement is told in which the name stands behind it: `Query was: LOCK TABLE public.users`.
    private func schema(of name: String) -> String? {
        guard let query = rest(behind: "Query was: ") else { return nil }
        for end in ["." + name.quotedAsIdentifier, "." + name] {
            for place in query.ranges(of: end) where !(query[place.upperBound...].first.map(Self.isOfName) ?? false) {
                let before = query[..<place.lowerBound]
                guard before.last == "\"" else {
                    return String(before.reversed().prefix(while: Self.isOfName).reversed()).quotedAsIdentifier
                }
                return String(before.dropLast().reversed().prefix { $0 != "\"" }.reversed()).quotedAsIdentifier
            }
        }
        return nil
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    // MARK: Words

    private func grant(_ named: Named, _ role: String, _ use: Use) -> String? {
        guard let kind = named.known else { return nil }
        // To be let in is another right than to make a schema there.
        let isEntry = kind.name == "database" && named.isQuoted
        let rights = isEntry ? "CONNECT" : use == .reading ? kind.readingRights ?? kind.rights : kind.rights
        // A large object has a number and no name.
        let place = kind.name == "large object" ? named.place.filter(\.isNumber) : named.place
        let one = "have the owner, or an administrator, run: GRANT \(rights) ON \(kind.keyword) \(place) TO \(role);"
        guard use == .reading, let all = kind.all, let schema = named.schema else { return one }
        return one + " or for all of them: GRANT \(rights) ON ALL \(all) IN SCHEMA \(schema) TO \(role);"
    }

    private static func ownership(_ named: Named, _ role: String) -> String {
        let own = "only the owner of the \(named.kind) \(named.place) may do that: run it as that role"
        guard let word = named.known?.owned else { return own }
        return own + ", or have an administrator run: ALTER \(word) \(named.place) OWNER TO \(role);"
    }

    private static func membership(_ owner: String, _ role: String) -> String {
        "connect as \(owner), or have an administrator run: GRANT \(owner.quotedAsIdentifier) TO \(role);"
    }
}
