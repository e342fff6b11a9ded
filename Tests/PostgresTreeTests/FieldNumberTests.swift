import TestSupport
import Testing

@testable import PostgresTree

/// The numbers in the sources against the description that comes with the library.
struct FieldNumberTests {
    static let messages: [(String, [(String, Int)])] = [
        fields("CreateStmt", Proto.CreateStmt.self), fields("AlterTableStmt", Proto.AlterTableStmt.self),
        fields("AlterTableCmd", Proto.AlterTableCmd.self), fields("IndexStmt", Proto.IndexStmt.self),
        fields("DropStmt", Proto.DropStmt.self), fields("RenameStmt", Proto.RenameStmt.self),
        fields("RangeVar", Proto.RangeVar.self), fields("ColumnDef", Proto.ColumnDef.self),
        fields("Constraint", Proto.Constraint.self), fields("TypeName", Proto.TypeName.self),
        fields("A_Const", Proto.AConst.self), fields("A_Expr", Proto.AExpr.self),
        fields("FuncCall", Proto.FuncCall.self),
        fields("SubLink", Proto.SubLink.self), fields("VacuumStmt", Proto.VacuumStmt.self),
        fields("ReindexStmt", Proto.ReindexStmt.self), fields("GrantStmt", Proto.GrantStmt.self),
        fields("TransactionStmt", Proto.TransactionStmt.self), fields("VariableSetStmt", Proto.VariableSetStmt.self),
        fields("UpdateStmt", Proto.UpdateStmt.self), fields("DeleteStmt", Proto.DeleteStmt.self),
        fields("AlterEnumStmt", Proto.AlterEnumStmt.self), fields("PartitionCmd", Proto.PartitionCmd.self),
        fields("CreateFunctionStmt", Proto.CreateFunctionStmt.self), fields("SelectStmt", Proto.SelectStmt.self),
        fields("CreateTableAsStmt", Proto.CreateTableAsStmt.self), fields("JoinExpr", Proto.JoinExpr.self),
        fields("CommonTableExpr", Proto.CommonTableExpr.self),
        fields("Node", NodeKind.self), fields("AlterTableType", Proto.AlterTableType.self),
        fields("ConstrType", Proto.ConstrType.self), fields("ObjectType", Proto.ObjectType.self),
        fields("TransactionStmtKind", Proto.TransactionStmtKind.self),
    ]

    static func fields<Field: CaseIterable & RawRepresentable<Int>>(
        _ name: String, _ type: Field.Type
    ) -> (String, [(String, Int)]) {
        (name, type.allCases.map { (String(describing: $0), $0.rawValue) })
    }

    @Test(arguments: messages.map(\.0))
    func numbersAreThoseOfTheLibrary(message: String) throws {
        let declared = try #require(Self.declarations(of: message))
        let read = try #require(Self.messages.first { $0.0 == message }?.1)
        for (name, number) in read {
            let found = declared[number].map(Self.plain)
            #expect(
                found?.hasSuffix(Self.plain(name)) == true,
                "\(message).\(name) = \(number), there \(found ?? "nothing")")
        }
        #expect(Set(read.map(\.1)).count == read.count)
    }

    /// Names in both ways of writing.
    static func plain(_ name: some StringProtocol) -> String { name.lowercased().filter { $0 != "_" } }

    static func declarations(of message: String) -> [Int: String]? {
        let file =
            TextFile.read("/usr/include/pg_query/pg_query.proto") ?? TextFile.read("/usr/local/include/pg_query.proto")
        let lines = file?.split(separator: "\n") ?? []
        guard
            let start = lines.firstIndex(where: { line in
                let words = line.split { " {".contains($0) }
                return words == ["message", message[...]] || words == ["enum", message[...]]
            })
        else { return nil }
        var found: [Int: String] = [:]
        for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix("}") }) {
            let words = line.split { " ;\t".contains($0) }
            guard let sign = words.firstIndex(of: "="), sign > 0, sign + 1 < words.count,
                let number = Int(words[sign + 1])
            else { continue }
            found[number] = String(words[sign - 1])
        }
        return found
    }
}
