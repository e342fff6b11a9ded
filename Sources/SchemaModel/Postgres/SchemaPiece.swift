import SQLText

/// Statements that belong together, and what has to be there before them.
struct SchemaPiece {
    /// What they make or change.
    let object: ObjectReference
    /// The statements, in order.
    let statements: [String]
    /// Where it stands if nothing else matters.
    let place: Place
    /// What it needs by its structure.
    var needs: [ObjectReference] = []
    /// Whether it is this piece that others wait for who need the object.
    var makesObject = true
    /// Whether it is this piece that waits for what the object needs.
    var waitsForObject = true

    init(_ object: ObjectReference, _ statements: [String], at place: Place) {
        self.object = object
        self.statements = statements
        self.place = place
    }

    /// Kinds of objects in the order in which people expect them.
    enum Rank: Int, Comparable {
        case namespace, `extension`, foundation, type, routine, sequence, table, view, other, partitionKey, foreignKey,
            trigger,
            policy
        case late, last

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// What is sorted by.
    struct Place: Comparable {
        let rank: Rank
        /// The object, or the table that it belongs to.
        let name: ObjectName
        /// What comes before what, among all that belongs to a table.
        var step = 0
        var detail = ""

        static func < (left: Place, right: Place) -> Bool {
            if left.rank != right.rank { return left.rank < right.rank }
            if left.name != right.name { return left.name < right.name }
            if left.step != right.step { return left.step < right.step }
            return left.detail.utf8.lexicographicallyPrecedes(right.detail.utf8)
        }
    }
}
