/// A rule for scripts of PostgreSQL.
protocol PostgresRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: PostgresScript) -> [Finding]
}

/// The rules for PostgreSQL.
enum PostgresRules {
    /// All of them, by code.
    static let all: [any PostgresRule.Type] = [
        CharType.self,
        CheckWithoutNotValid.self,
        ColumnDefaultVolatile.self,
        ColumnDropped.self,
        ColumnGeneratedStored.self,
        ColumnNotNullWithoutDefault.self,
        ColumnRenamed.self,
        ColumnSerialAdded.self,
        ColumnTypeChanged.self,
        ComparedWithNull.self,
        ConcurrentIndexIfNotExists.self,
        ConcurrentlyInTransaction.self,
        DatabaseDropped.self,
        DeleteWithoutWhere.self,
        DomainConstraintAdded.self,
        DropCascade.self,
        EnumValueInTransaction.self,
        EnumValueRenamed.self,
        ExclusionAdded.self,
        ForeignKeyWithoutIndex.self,
        ForeignKeyWithoutNotValid.self,
        GrantedToPublic.self,
        IndexDroppedNotConcurrent.self,
        IndexNotConcurrent.self,
        IndexTooWide.self,
        IntegerKey.self,
        JsonType.self,
        LockTimeoutMissing.self,
        LockTimeoutOff.self,
        MixedSchemaAndData.self,
        MoneyType.self,
        NameTooLong.self,
        NotInSubquery.self,
        NotNullDropped.self,
        NotNullSet.self,
        OutsideTransactionOnly.self,
        PartitionAttached.self,
        PartitionDetachedNotConcurrent.self,
        PrimaryKeyBuildsIndex.self,
        RefreshNotConcurrent.self,
        ReindexNotConcurrent.self,
        RowSecurityDisabled.self,
        RuleCreated.self,
        SchemaDropped.self,
        SchemaRenamed.self,
        SecurityDefinerSearchPath.self,
        SerialType.self,
        StatementNotRead.self,
        TableDropped.self,
        TableInherits.self,
        TableLocked.self,
        TableMoved.self,
        TableRenamed.self,
        TableRewritten.self,
        TableTruncated.self,
        TableWithoutPrimaryKey.self,
        TimeWithZone.self,
        TimestampPrecision.self,
        TimestampWithoutZone.self,
        TransactionUnbalanced.self,
        TriggersDisabled.self,
        TruncateCascade.self,
        UniqueBuildsIndex.self,
        UnloggedTable.self,
        UpdateWithoutWhere.self,
        ValidatedInSameTransaction.self,
        VarcharLength.self,
    ]

    /// What they find in a script.
    static func findings(in script: LintedScript) -> [Finding] {
        let script = PostgresScript(script)
        return all.flatMap { $0.findings(in: script) }
    }
}
