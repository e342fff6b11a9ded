/// The numbers of the fields of expressions, by the names of `pg_query.proto`; only those that are read.
///
/// <https://github.com/pganalyze/libpg_query/blob/15-4.0.0/protobuf/pg_query.proto>
extension Proto {
    enum AConst: Int, ProtoMessage {
        case ival = 1, fval = 2, boolval = 3, sval = 4, isnull = 10, location = 11
    }
    enum AExpr: Int, ProtoMessage {
        case kind = 1, name = 2, lexpr = 3, rexpr = 4, location = 5
    }
    enum AArrayExpr: Int, ProtoMessage {
        case elements = 1
    }
    enum AIndirection: Int, ProtoMessage {
        case arg = 1
    }
    enum BoolExpr: Int, ProtoMessage {
        case args = 3, boolop = 2
    }
    enum CoalesceExpr: Int, ProtoMessage {
        case args = 4
    }
    enum CaseExpr: Int, ProtoMessage {
        case arg = 4, args = 5, defresult = 6
    }
    enum CaseWhen: Int, ProtoMessage {
        case expr = 2, result = 3
    }
    enum MinMaxExpr: Int, ProtoMessage {
        case args = 6
    }
    enum RowExpr: Int, ProtoMessage {
        case args = 2
    }
    enum CollateClause: Int, ProtoMessage {
        case arg = 1
    }
    enum TypeCast: Int, ProtoMessage {
        case arg = 1, typeName = 2
    }
    enum FuncCall: Int, ProtoMessage {
        case funcname = 1, args = 2, location = 11
    }
    enum NullTest: Int, ProtoMessage {
        case arg = 2, nulltesttype = 3
    }
    enum NamedArgExpr: Int, ProtoMessage {
        case arg = 2
    }
    enum SubLink: Int, ProtoMessage {
        case subLinkType = 2, testexpr = 4, location = 7
    }
    enum ColumnRef: Int, ProtoMessage {
        case fields = 1, location = 2
    }
}
