/// The numbers of the fields of what statements are made of, by the names of `pg_query.proto`; only those that are read.
///
/// <https://github.com/pganalyze/libpg_query/blob/15-4.0.0/protobuf/pg_query.proto>
extension Proto {
    enum RangeVar: Int, ProtoMessage {
        case schemaname = 2, relname = 3, relpersistence = 5, location = 7
    }
    enum ColumnDef: Int, ProtoMessage {
        case colname = 1, typeName = 2, rawDefault = 9, collClause = 14, constraints = 16, location = 18
    }
    enum Constraint: Int, ProtoMessage {
        case contype = 1, conname = 2, location = 5, rawExpr = 7, keys = 11, indexname = 15, pktable = 20,
            fkAttrs = 21, skipValidation = 29
    }
    enum TypeName: Int, ProtoMessage {
        case names = 1, typmods = 5, arrayBounds = 7, location = 8
    }
    enum DefElem: Int, ProtoMessage {
        case defname = 2, arg = 3
    }
    enum RoleSpec: Int, ProtoMessage {
        case roletype = 1
    }
    enum List: Int, ProtoMessage {
        case items = 1
    }
    enum String: Int, ProtoMessage {
        case sval = 1
    }
    enum Integer: Int, ProtoMessage {
        case ival = 1
    }
    enum Float: Int, ProtoMessage {
        case fval = 1
    }
    enum Boolean: Int, ProtoMessage {
        case boolval = 1
    }
    enum ResTarget: Int, ProtoMessage {
        case val = 3
    }
}
