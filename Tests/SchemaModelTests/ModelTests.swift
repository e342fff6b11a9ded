import SQLText
import SchemaModel
import Testing

@Suite struct ModelTests {
    @Test func namesAreSortedBySchemaThenByteByByte() {
        let names = [ObjectName("b"), ObjectName(schema: "z", "a"), ObjectName("B"), ObjectName(schema: "public", "é")]
        #expect(names.sorted().map(\.description) == ["B", "b", "public.é", "z.a"])
    }
}
