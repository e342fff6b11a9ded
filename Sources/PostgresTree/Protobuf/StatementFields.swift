/// The numbers of the fields of statements, by the names of `pg_query.proto`; only those that are read.
///
/// <https://github.com/pganalyze/libpg_query/blob/15-4.0.0/protobuf/pg_query.proto>
extension Proto {
    enum ParseResult: Int, ProtoMessage {
        case stmts = 2
    }
    enum RawStmt: Int, ProtoMessage {
        case stmt = 1
    }
    enum CreateStmt: Int, ProtoMessage {
        case relation = 1, tableElts = 2, inhRelations = 3, partbound = 4, partspec = 5, constraints = 7,
            ifNotExists = 12
    }
    enum CreateTableAsStmt: Int, ProtoMessage {
        case query = 1, into = 2, objtype = 3, ifNotExists = 5
    }
    enum IntoClause: Int, ProtoMessage {
        case rel = 1, skipData = 8
    }
    enum AlterTableStmt: Int, ProtoMessage {
        case relation = 1, cmds = 2, objtype = 3, missingOk = 4
    }
    enum AlterTableCmd: Int, ProtoMessage {
        case subtype = 1, name = 2, def = 5, behavior = 6, missingOk = 7
    }
    enum PartitionCmd: Int, ProtoMessage {
        case name = 1, bound = 2, concurrent = 3
    }
    enum PartitionBoundSpec: Int, ProtoMessage {
        case isDefault = 2
    }
    enum IndexStmt: Int, ProtoMessage {
        case idxname = 1, relation = 2, accessMethod = 3, indexParams = 5, whereClause = 8, unique = 15,
            concurrent = 22, ifNotExists = 23
    }
    enum IndexElem: Int, ProtoMessage {
        case name = 1
    }
    enum DropStmt: Int, ProtoMessage {
        case objects = 1, removeType = 2, behavior = 3, missingOk = 4, concurrent = 5
    }
    enum RenameStmt: Int, ProtoMessage {
        case renameType = 1, relationType = 2, relation = 3, object = 4, subname = 5, newname = 6, missingOk = 8
    }
    enum AlterObjectSchemaStmt: Int, ProtoMessage {
        case objectType = 1, relation = 2, object = 3, newschema = 4, missingOk = 5
    }
    enum TruncateStmt: Int, ProtoMessage {
        case relations = 1, behavior = 3
    }
    enum CreateTrigStmt: Int, ProtoMessage {
        case relation = 4, trigname = 3
    }
    enum RuleStmt: Int, ProtoMessage {
        case relation = 1, rulename = 2
    }
    enum CreatePolicyStmt: Int, ProtoMessage {
        case table = 2, policyName = 1
    }
    enum RefreshMatViewStmt: Int, ProtoMessage {
        case relation = 3, concurrent = 1
    }
    enum ClusterStmt: Int, ProtoMessage {
        case relation = 1
    }
    enum ReindexStmt: Int, ProtoMessage {
        case kind = 1, relation = 2, params = 4
    }
    enum VacuumStmt: Int, ProtoMessage {
        case options = 1, rels = 2, isVacuumcmd = 3
    }
    enum VacuumRelation: Int, ProtoMessage {
        case relation = 1
    }
    enum CreateDomainStmt: Int, ProtoMessage {
        case domainname = 1, typeName = 2, constraints = 4
    }
    enum AlterDomainStmt: Int, ProtoMessage {
        case subtype = 1, typeName = 2, def = 4
    }
    enum AlterEnumStmt: Int, ProtoMessage {
        case typeName = 1, oldVal = 2, newVal = 3, skipIfNewValExists = 6
    }
    enum CreateEnumStmt: Int, ProtoMessage {
        case typeName = 1
    }
    enum ViewStmt: Int, ProtoMessage {
        case view = 1, replace = 4
    }
    enum CreateFunctionStmt: Int, ProtoMessage {
        case funcname = 3, options = 6, replace = 2
    }
    enum DoStmt: Int, ProtoMessage {
        case args = 1
    }
    enum CreateExtensionStmt: Int, ProtoMessage {
        case extname = 1, ifNotExists = 2
    }
    enum CreateSchemaStmt: Int, ProtoMessage {
        case schemaname = 1, ifNotExists = 4
    }
    enum CreateSeqStmt: Int, ProtoMessage {
        case sequence = 1, ifNotExists = 5
    }
    enum LockStmt: Int, ProtoMessage {
        case relations = 1, mode = 2
    }
    enum TransactionStmt: Int, ProtoMessage {
        case kind = 1
    }
    enum VariableSetStmt: Int, ProtoMessage {
        case kind = 1, name = 2, args = 3, isLocal = 4
    }
    enum GrantStmt: Int, ProtoMessage {
        case isGrant = 1, objtype = 3, privileges = 5, grantees = 6
    }
    enum CreatedbStmt: Int, ProtoMessage {
        case dbname = 1
    }
    enum DropdbStmt: Int, ProtoMessage {
        case dbname = 1
    }
    enum MergeStmt: Int, ProtoMessage {
        case relation = 1, withClause = 5
    }
    enum TableLikeClause: Int, ProtoMessage {
        case relation = 1
    }
    enum ObjectWithArgs: Int, ProtoMessage {
        case objname = 1
    }
    enum CreateForeignTableStmt: Int, ProtoMessage {
        case baseStmt = 1
    }
    enum AccessPriv: Int, ProtoMessage {
        case privName = 1
    }
    enum InsertStmt: Int, ProtoMessage {
        case relation = 1, selectStmt = 3, withClause = 6
    }
    enum UpdateStmt: Int, ProtoMessage {
        case relation = 1, whereClause = 3, withClause = 6
    }
    enum DeleteStmt: Int, ProtoMessage {
        case relation = 1, whereClause = 3, withClause = 5
    }
    enum SelectStmt: Int, ProtoMessage {
        case intoClause = 2, targetList = 3, fromClause = 4, withClause = 16, op = 17, larg = 19, rarg = 20
    }
    enum JoinExpr: Int, ProtoMessage {
        case larg = 3, rarg = 4
    }
    enum WithClause: Int, ProtoMessage {
        case ctes = 1
    }
    enum CommonTableExpr: Int, ProtoMessage {
        case ctename = 1, ctequery = 4
    }
    enum CopyStmt: Int, ProtoMessage {
        case relation = 1, isFrom = 4
    }
    enum ExplainStmt: Int, ProtoMessage {
        case query = 1
    }
}
