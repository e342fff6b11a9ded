public import SQLText

/// What is known of an expression.
public struct Expression: Sendable, Hashable {
    /// The functions it calls, without their schemas, in small letters unless quoted.
    public var calls: Set<String> = []
    /// Whether it is a literal, with or without a cast.
    public var isLiteral = false
    /// Whether it is NULL.
    public var isNull = false
    /// Whether it has a query in it.
    public var hasQuery = false
    /// The columns it names, without their tables.
    public var columns: Set<String> = []
    /// The columns that it demands a value of: `a IS NOT NULL AND b IS NOT NULL`.
    public var columnsNotNull: Set<String> = []
    /// Where `= NULL` or `<> NULL` stands.
    public var comparisonsWithNull: [SourceOffset] = []
    /// Where `NOT IN (SELECT …)` stands.
    public var negatedQueries: [SourceOffset] = []

    /// Whether PostgreSQL computes it once for the whole table, as far as its own functions tell: those it calls are
    /// none of the volatile ones, and there are no others.
    ///
    /// <https://www.postgresql.org/docs/current/sql-altertable.html>
    public var isKnownToBeStable: Bool { calls.isSubset(of: Self.stable) }

    /// Functions of PostgreSQL's that are no volatile ones, as far as defaults have them.
    private static let stable: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "date_trunc", "timezone", "to_timestamp", "make_date",
        "make_interval", "lower", "upper", "concat", "concat_ws", "format", "md5", "array", "jsonb_build_object",
        "jsonb_build_array", "json_build_object", "json_build_array", "to_jsonb", "to_json", "current_setting",
        "current_database", "current_schema", "to_tsvector", "abs", "floor", "ceil", "round", "length", "coalesce",
        "date_part", "extract", "age", "int4range", "int8range", "numrange", "tsrange",
        "tstzrange", "daterange", "decode", "encode", "convert_to", "array_fill", "hstore", "point", "left", "right",
        "repeat", "replace", "substring", "trim", "btrim", "ltrim", "rtrim", "to_char", "to_date", "to_number", "power",
    ]
}
