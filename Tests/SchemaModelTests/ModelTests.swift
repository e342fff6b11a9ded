import SQLText
import SchemaModel
import Testing

@Suite struct ModelTests {
    @Test func namesAreSortedBySchemaThenByteByByte() {
        let names = [ObjectName("b"), ObjectName(schema: "z", "a"), ObjectName("B"), ObjectName(schema: "public", "é")]
        #expect(names.sorted().map(\.description) == ["B", "b", "public.é", "z.a"])
    }
}

@Suite struct QuotingTests {
    @Test(
        "a name is quoted where it needs it, and only there",
        arguments: [
            ("users", "users", "users"), ("order", "\"order\"", "\"order\""), ("user", "user", "\"user\""),
            ("Users", "\"Users\"", "\"Users\""), ("1st", "\"1st\"", "\"1st\""), ("", "\"\"", "\"\""),
            ("a b", "\"a b\"", "\"a b\""), ("a\"b", "\"a\"\"b\"", "\"a\"\"b\""), ("é", "\"é\"", "\"é\""),
            ("_x1", "_x1", "_x1"), ("key", "key", "key"),
        ])
    func quoting(_ name: String, _ sqlite: String, _ postgres: String) {
        #expect(name.quotedName(.sqlite) == sqlite)
        #expect(name.quotedName(.postgres) == postgres)
    }

    @Test func aSchemaIsQuotedByItself() {
        #expect(ObjectName(schema: "Sales", "order").quoted(.postgres) == "\"Sales\".\"order\"")
        #expect(ObjectName("order_lines").quoted(.postgres) == "order_lines")
    }
}
