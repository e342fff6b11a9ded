import Testing

@testable import MartletCore

/// Swift values as JSON.
@Suite struct JSONValueEncoderTests {
    private struct Part: Encodable {
        enum Kind: String, Encodable { case big = "very-big" }

        var kind = Kind.big
        var isOptional: Bool?
        var isWithoutRowID = true
        var sharePercent = 0.5
        var smallNumbers: [UInt8] = [1, 255]
        var storageOptions = ["fillFactor": "70"]
    }

    private struct Whole: Encodable {
        var oneName = "a\"b"
        var parts = [Part(), Part()]
        var nothing: [Part] = []
        var largest = UInt64.max
    }

    @Test func namesOfPropertiesHaveUnderscoresAndKeysOfDictionariesStay() throws {
        let part = """
            {"is_without_row_id":true,"kind":"very-big","share_percent":0.5,"small_numbers":[1,255],"storage_options":{"fillFactor":"70"}}
            """
        #expect(
            try JSONValue(encoding: Whole()).compact
                == """
                {"largest":"18446744073709551615","nothing":[],"one_name":"a\\"b","parts":[\(part),\(part)]}
                """)
    }

    @Test func singleValuesAndListsAreValuesToo() throws {
        #expect(try JSONValue(encoding: ["a", nil]).compact == "[\"a\",null]")
        #expect(try JSONValue(encoding: 7).compact == "7")
        #expect(try JSONValue(encoding: true).compact == "true")
        #expect(try JSONValue(encoding: Part.Kind.big).compact == "\"very-big\"")
    }

    private struct Nested: Encodable {
        enum Key: String, CodingKey { case inner, list, value }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: Key.self)
            var inner = object.nestedContainer(keyedBy: Key.self, forKey: .inner)
            try inner.encodeNil(forKey: .value)
            var list = object.nestedUnkeyedContainer(forKey: .list)
            try list.encode(1)
            var deeper = list.nestedContainer(keyedBy: Key.self)
            try deeper.encode("x", forKey: .value)
            var deepest = list.nestedUnkeyedContainer()
            try deepest.encodeNil()
            #expect(list.count == 3)
        }
    }

    @Test func nestedContainersHaveTheirPlace() throws {
        #expect(
            try JSONValue(encoding: Nested()).compact == #"{"inner":{"value":null},"list":[1,{"value":"x"},[null]]}"#)
    }
}
