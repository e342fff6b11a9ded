public import SQLText

extension String {
    /// The name as it stands in SQL: in quotation marks only where it needs them.
    public func quotedName(_ dialect: Dialect) -> String {
        let isPlain =
            utf8.allSatisfy { $0.isNameByte } && utf8.first.map { !$0.isDigit } ?? false
            && !Keywords.reserved(in: dialect).contains(self)
        return isPlain ? self : quotedAsIdentifier
    }
}

extension ObjectName {
    /// The name with its schema, as it stands in SQL.
    public func quoted(_ dialect: Dialect) -> String {
        let name = name.quotedName(dialect)
        return schema.map { $0.quotedName(dialect) + "." + name } ?? name
    }
}

extension UInt8 {
    /// Small letters, digits and `_`: what both engines read back as it is written.
    fileprivate var isNameByte: Bool {
        isDigit || self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
    }

    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

/// Words that are no names without quotation marks.
private enum Keywords {
    static func reserved(in dialect: Dialect) -> Set<String> { dialect == .sqlite ? sqlite : postgres }

    /// Those of SQLite's keywords that are not taken for a name where one is expected, found by trying all 147.
    ///
    /// Source: <https://www.sqlite.org/lang_keywords.html>.
    private static let sqlite = words(
        """
        add all alter and as autoincrement between case cast check collate commit constraint create cross current_date
        current_time current_timestamp default deferrable delete distinct drop else escape except exists foreign from
        full group having if in index indexed inner insert intersect into is isnull join left limit natural not nothing
        notnull null on or order outer primary raise references returning right select set table then to transaction
        union unique update using values when where
        """)

    /// All of PostgreSQL 18's keywords that are reserved in any place.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-keywords-appendix.html>.
    private static let postgres = words(
        """
        all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
        cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
        current_date current_role current_schema current_time current_timestamp current_user dec decimal default
        deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant
        greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join
        json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
        json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national
        natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
        placing position precision primary real references returning right row select session_user setof similar
        smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true
        union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat
        xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """)

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}
