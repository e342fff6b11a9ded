/// Puts statements of PostgreSQL into an order in which they change between sharing a transaction and standing outside of
/// one as seldom as possible.
///
/// What comes may come earlier: a column, a constraint, an index. What goes never does, so that nothing is missing for
/// longer than planned, and no statement passes another one that changes what it names, or names what it makes.
struct StatementGrouping {
    private let statements: [ChangeStatement]
    /// Of each statement those behind it that may not pass it.
    private let followers: [[Int]]

    init(_ statements: [ChangeStatement]) {
        self.statements = statements
        let kinds = statements.map { GroupedStatement($0) }
        followers = kinds.indices.map { first in
            kinds.indices.dropFirst(first + 1).filter { !kinds[$0].mayPass(kinds[first]) }
        }
    }

    /// The statements in that order; in their own, if no other one is better.
    var ordered: [ChangeStatement] {
        let own = Array(statements.indices)
        let orders = [own, order(beginningOutside: false), order(beginningOutside: true)]
        let best = orders.min { changes(in: $0) < changes(in: $1) } ?? own
        return best.map { statements[$0] }
    }

    private func changes(in order: [Int]) -> Int {
        zip(order, order.dropFirst()).count {
            statements[$0].isOutsideTransaction != statements[$1].isOutsideTransaction
        }
    }

    /// Takes all that can stand on one side, then all that can on the other, and so on.
    private func order(beginningOutside: Bool) -> [Int] {
        var waiting = Array(repeating: 0, count: statements.count)
        for follower in followers.joined() { waiting[follower] += 1 }
        var isOutside = beginningOutside
        var order: [Int] = []
        var rest = Array(statements.indices)
        while !rest.isEmpty {
            let place = rest.firstIndex { waiting[$0] == 0 && statements[$0].isOutsideTransaction == isOutside }
            guard let place else {
                isOutside.toggle()
                continue
            }
            let next = rest.remove(at: place)
            order.append(next)
            for follower in followers[next] { waiting[follower] -= 1 }
        }
        return order
    }
}

/// A statement as far as it tells what it may stand before.
private struct GroupedStatement {
    /// Whether it only adds something.
    private let adds: Bool
    /// Whether it is about a table and its parts alone; anything else is passed by nothing.
    private let isOfTable: Bool
    /// Whether it leads to a key, which has to be there.
    private let refers: Bool
    /// Whether it makes or takes a key.
    private let isOfKey: Bool
    /// All names in it.
    private let names: Set<String>
    /// Those of what it makes, changes or takes away; the others it only uses.
    private let changed: Set<String>

    init(_ statement: ChangeStatement) {
        let words = StatementNames(statement.sql)
        let text = words.keywords
        names = words.names
        refers = text.contains("REFERENCES ")
        isOfKey = text.contains("UNIQUE ") || text.contains("PRIMARY KEY ")
        let isIndex = text.hasPrefix("CREATE INDEX ") || text.hasPrefix("CREATE UNIQUE INDEX ")
        let isTable = text.hasPrefix("ALTER TABLE ")
        let change = isTable ? text.dropFirst("ALTER TABLE ".count) : ""
        func begins(_ starts: String...) -> Bool { starts.contains(where: change.hasPrefix) }
        // A key may have to wait until another one is gone.
        let isSingle = !text.contains("USING INDEX ") && !text.contains("PRIMARY KEY ")
        let isPart = isSingle && begins("ADD CONSTRAINT ", "ADD COLUMN ", "VALIDATE CONSTRAINT ")
        let isCreation = text.hasPrefix("CREATE TABLE ")
        let isComment = text.hasPrefix("COMMENT ON ")
        adds = isIndex || isPart || isCreation || isComment
        let others = [
            "RENAME TO ", "RENAME COLUMN ", "SET SCHEMA ", "TACH PARTITION ", "INHERIT ", " TYPE ", "OWNER TO ",
        ]
        let isPlain = isTable && !others.contains(where: text.contains)
        isOfTable = adds || isPlain || text.hasPrefix("DROP INDEX ") || text.hasPrefix("ALTER INDEX ")
        let isOfRows = ["SET NOT NULL ", "DROP NOT NULL ", "SET DEFAULT ", "DROP DEFAULT "].contains {
            text.hasSuffix($0)
        }
        if isComment || isOfRows && begins("ALTER COLUMN ") {
            changed = []
        } else if isIndex || isCreation {
            changed = words.names(at: 0)
        } else if isPart || isSingle && begins("DROP CONSTRAINT ") {
            changed = words.names(at: 1)
        } else {
            changed = names
        }
    }

    /// Whether it may stand before a statement that is planned before it.
    func mayPass(_ other: GroupedStatement) -> Bool {
        guard adds, other.isOfTable, changed.isDisjoint(with: other.names), names.isDisjoint(with: other.changed) else {
            return false
        }
        return !refers || !other.isOfKey || names.isDisjoint(with: other.names)
    }
}

/// The words of a statement that the planner has written: keywords are in capitals, names are not.
private struct StatementNames {
    /// The keywords, with a blank behind each.
    private(set) var keywords = ""
    /// The words of each name, and of each word in a text, which may be one; without the schemas before the dots.
    private var all: [[String]] = []

    init(_ sql: String) {
        var rest = Substring(sql)
        while let first = rest.first {
            if first == "\"" {
                let name = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest[name.endIndex...].dropFirst()
                if rest.first != "." { all.append(Self.words(name)) }
            } else if first == "'" {
                let text = rest.dropFirst().prefix { $0 != "'" }
                rest = rest[text.endIndex...].dropFirst()
                all += Self.words(text).map { [$0] }
            } else if Self.isPart(first) {
                let word = rest.prefix(while: Self.isPart)
                rest = rest[word.endIndex...]
                take(word, before: rest.first)
            } else {
                rest.removeFirst()
            }
        }
    }

    private mutating func take(_ word: Substring, before next: Character?) {
        if word.allSatisfy(\.isUppercase) {
            keywords += word + " "
        } else if next != ".", !word.allSatisfy(\.isNumber) {
            all.append([String(word)])
        }
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    private static func words(_ text: Substring) -> [String] { text.split { !isPart($0) }.map(String.init) }

    /// All names.
    var names: Set<String> { Set(all.joined()) }

    /// The words of one of the names, in the order in which they stand.
    func names(at place: Int) -> Set<String> { all.indices.contains(place) ? Set(all[place]) : names }
}
