/// The values of the enumerations of `pg_query.proto`; only those that are read.
///
/// <https://github.com/pganalyze/libpg_query/blob/15-4.0.0/protobuf/pg_query.proto>
extension Proto {
    /// `AT_…`.
    enum AlterTableType: Int, CaseIterable {
        case addColumn = 1, columnDefault = 4, dropNotNull = 6, setNotNull = 7, dropExpression = 8,
            setStatistics = 10, setOptions = 11, resetOptions = 12, setStorage = 13, setCompression = 14,
            dropColumn = 15, addConstraint = 19, alterConstraint = 23, validateConstraint = 24, dropConstraint = 27,
            alterColumnType = 30, changeOwner = 32, clusterOn = 33, dropCluster = 34, setLogged = 35,
            setUnLogged = 36, setAccessMethod = 38, setTableSpace = 39, setRelOptions = 40, resetRelOptions = 41,
            enableTrig = 43, enableAlwaysTrig = 44, enableReplicaTrig = 45, disableTrig = 46, enableTrigAll = 47,
            disableTrigAll = 48, enableTrigUser = 49, disableTrigUser = 50, addInherit = 55, dropInherit = 56,
            replicaIdentity = 59, enableRowSecurity = 60, disableRowSecurity = 61, forceRowSecurity = 62,
            noForceRowSecurity = 63, attachPartition = 65, detachPartition = 66, detachPartitionFinalize = 67,
            addIdentity = 68, setIdentity = 69, dropIdentity = 70
    }
    /// `CONSTR_…`.
    enum ConstrType: Int, CaseIterable {
        case null = 1, notnull = 2, `default` = 3, identity = 4, generated = 5, check = 6, primary = 7, unique = 8,
            exclusion = 9, foreign = 10
    }
    /// `OBJECT_…`.
    enum ObjectType: Int, CaseIterable {
        case column = 7, attribute = 5, database = 10, domain = 13, `extension` = 16, foreignTable = 19,
            function = 20, index = 21, matview = 24, policy = 29, procedure = 30, routine = 35, rule = 36,
            schema = 37, sequence = 38, tabconstraint = 41, table = 42, trigger = 45, type = 50, view = 52
    }
    /// `TRANS_STMT_…`.
    enum TransactionStmtKind: Int, CaseIterable {
        case begin = 1, start = 2, commit = 3, rollback = 4, savepoint = 5, release = 6, rollbackTo = 7,
            prepare = 8, commitPrepared = 9, rollbackPrepared = 10
    }
    /// `REINDEX_OBJECT_…`.
    enum ReindexObjectType: Int, CaseIterable {
        case index = 1, table = 2, schema = 3, system = 4, database = 5
    }
    /// `DROP_…`.
    enum DropBehavior: Int, CaseIterable {
        case restrict = 1, cascade = 2
    }
    /// `VAR_…`.
    enum VariableSetKind: Int, CaseIterable {
        case setValue = 1, setDefault = 2, setCurrent = 3, setMulti = 4, reset = 5, resetAll = 6
    }
    /// `ROLESPEC_…`.
    enum RoleSpecType: Int, CaseIterable {
        case `public` = 5
    }
    /// Without a prefix.
    enum NullTestType: Int, CaseIterable {
        case isNotNull = 2
    }
    /// Without a prefix.
    enum BoolExprType: Int, CaseIterable {
        case andExpr = 1, notExpr = 3
    }
    /// Without a prefix.
    enum SubLinkType: Int, CaseIterable {
        case anySublink = 3
    }
    /// `AEXPR_…`.
    enum AExprKind: Int, CaseIterable {
        case op = 1
    }
}
