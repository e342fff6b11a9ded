/// A rule for scripts of SQLite.
protocol SQLiteRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: SQLiteScript) -> [Finding]
}

/// The rules for SQLite.
enum SQLiteRules {
    /// All of them, by code.
    static let all: [any SQLiteRule.Type] = [
        AddColumnDefaultNotConstant.self,
        AddColumnNotNull.self,
        AddColumnReferenceDefault.self,
        AddColumnStored.self,
        AddColumnUnique.self,
        AlterTableUnsupported.self,
        AutoincrementNeedless.self,
        AutoincrementNotAllowed.self,
        CheckWithSubquery.self,
        ColumnDropped.self,
        ColumnRenamed.self,
        ComparedWithNull.self,
        CreateIfNotExists.self,
        DecimalStoredAsReal.self,
        DefaultBareWord.self,
        DeleteWithoutWhere.self,
        DoubleQuotedString.self,
        ForeignKeyMismatch.self,
        ForeignKeyTypeDiffers.self,
        ForeignKeyUnindexed.self,
        InsertOrIgnore.self,
        InsertSelectStar.self,
        InsertWithoutColumns.self,
        NeedsNewerSQLite.self,
        NowInConstraint.self,
        PragmaInTransaction.self,
        PragmaWritableSchema.self,
        PrimaryKeyNotRowID.self,
        PrimaryKeyNullable.self,
        RebuildRenamesOldTable.self,
        RebuildWithForeignKeys.self,
        RebuildWithoutCopy.self,
        RedundantIndex.self,
        ReplaceDeletesRow.self,
        ReservedName.self,
        StrictTypeUnknown.self,
        StringAsName.self,
        TableDropped.self,
        TableNotStrict.self,
        TableRenamed.self,
        TypeAffinitySurprise.self,
        TypeLengthIgnored.self,
        UpdateWithoutWhere.self,
        VacuumInTransaction.self,
        ViewSelectStar.self,
        WithoutRowIDWithoutKey.self,
    ]
}
