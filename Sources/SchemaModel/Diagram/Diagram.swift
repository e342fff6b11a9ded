public import SQLText

/// An entity-relationship diagram: tables as boxes, foreign keys as edges between them.
///
/// It says what is to be seen, not where: ``DiagramLayout`` has the places, the writers the text.
public struct Diagram: Sendable, Hashable {
    /// Tables and views.
    public var boxes: [Box] = []
    /// What refers to what.
    public var edges: [Edge] = []

    /// A table or a view, as far as a diagram shows it.
    public struct Box: Sendable, Hashable {
        /// What it stands for.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case table, partitioned, foreign, virtual, view, materialized
            /// A table that a foreign key names and the schema does not have.
            case missing
        }

        /// The name of the object.
        public var name: ObjectName
        /// The name as it is shown: without its schema where that goes without saying.
        public var title: String
        /// What it stands for.
        public var kind: Kind
        /// Its columns: primary key, foreign keys, others.
        public var rows: [Row] = []
        /// What is not shown, in words: `5 more columns`.
        public var footnotes: [String] = []
        /// The comment of the object.
        public var comment: String?
    }

    /// A column in a box.
    public struct Row: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its type, as the engine writes it.
        public var type: String
        /// Whether it may be NULL.
        public var isNullable: Bool
        /// Whether it belongs to the primary key.
        public var isPrimaryKey = false
        /// Whether it belongs to a foreign key.
        public var isForeignKey = false
        /// Whether it alone is unique.
        public var isUnique = false
        /// Its comment.
        public var comment: String?
    }

    /// A line between two boxes.
    public struct Edge: Sendable, Hashable {
        /// What the line means.
        public enum Kind: String, Sendable, Hashable {
            /// A foreign key.
            case reference
            /// A table that has its columns from another one (INHERITS).
            case inheritance
            /// A view that reads a table or another view.
            case query
        }

        /// What the line means.
        public var kind: Kind
        /// The box that refers: its place in ``Diagram/boxes``.
        public var source: Int
        /// The rows that refer, in the order of the key; none for other kinds of lines.
        public var sourceRows: [Int] = []
        /// The box that is referred to.
        public var target: Int
        /// The name of the foreign key.
        public var name: String?
        /// What the line says in words: `orders.user_id → users.id`.
        public var label: String
        /// Whether a row may refer to nothing, since one of its columns may be NULL.
        public var isOptional = false
        /// Whether no two rows refer to the same one.
        public var isUnique = false
    }

    /// A diagram without anything.
    public init() {}

    /// How often each box is referred to by others.
    var referenceCounts: [Int] {
        var counts = boxes.map { _ in 0 }
        for edge in edges where edge.source != edge.target { counts[edge.target] += 1 }
        return counts
    }
}

/// What a diagram shows.
public struct DiagramOptions: Sendable, Hashable {
    /// Whether views are boxes too, with lines to what they read.
    public var includesViews = false
    /// How many columns a box shows; those of keys are shown in any case.
    public var columnLimit: Int?
    /// The table or view that it is about: with it come those that it refers to and those that refer to it.
    public var focus: ObjectName?

    /// Tables with all their columns.
    public init() {}
}
