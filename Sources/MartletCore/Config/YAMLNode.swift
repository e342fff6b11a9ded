package import SQLText

/// One value of a YAML file and where it stands.
///
/// Types are the decoder's business: every scalar is text.
package enum YAMLNode: Sendable, Hashable {
    case scalar(YAMLScalar)
    case mapping(YAMLMapping)
    case sequence(YAMLSequence)

    /// Where it begins.
    package var position: SourcePosition {
        switch self {
        case .scalar(let scalar): scalar.position
        case .mapping(let mapping): mapping.position
        case .sequence(let sequence): sequence.position
        }
    }

    /// What it is, in words.
    package var kindName: String {
        switch self {
        case .scalar(let scalar): scalar.isNull ? "empty" : "a single value"
        case .mapping: "a mapping"
        case .sequence: "a list"
        }
    }
}

/// Text in a YAML file.
package struct YAMLScalar: Sendable, Hashable {
    /// The text.
    package var text: String
    /// Whether it was written in quotes or as a block, so that it can be nothing but text.
    package var isQuoted: Bool
    /// Where it begins.
    package var position: SourcePosition
    /// How many Unicode scalars of its first line it takes, quotes included; at least 1.
    package var length: Int
    /// Whether each character of the text stands in the file as itself, in one line.
    package var isVerbatim: Bool

    /// Whether nothing was written, or one of YAML's words for it.
    package var isNull: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }
}

/// A mapping in a YAML file, in the order it was written.
package struct YAMLMapping: Sendable, Hashable {
    /// One key and its value.
    package struct Entry: Sendable, Hashable {
        package var key: YAMLScalar
        package var value: YAMLNode
    }

    /// Its keys, each once, and their values.
    package var entries: [Entry]
    /// Where it begins.
    package var position: SourcePosition
}

/// A list in a YAML file.
package struct YAMLSequence: Sendable, Hashable {
    /// Its values.
    package var items: [YAMLNode]
    /// Where it begins.
    package var position: SourcePosition
}
