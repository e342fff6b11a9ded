import SQLText
import SchemaModel
import TestSupport
import Testing

/// What Mermaid makes of the diagrams that are written for it.
@Suite struct MermaidTests {
    // Of large ones the layout takes minutes in an interpreter of JavaScript.
    @Test(arguments: [AvatarSchema.schema, Schema(.sqlite)])
    func mermaidDrawsWhatIsWrittenForIt(_ schema: Schema) throws {
        for includesViews in [false, true] {
            var options = DiagramOptions()
            options.includesViews = includesViews
            #expect(try Mermaid.fault(in: Diagram(schema, options: options).mermaid()) == "")
        }
    }

    /// Two names that differ in their quotation marks alone are drawn alike, and told apart above.
    @Test(arguments: ["q't", "q\"t", "q`t"]) func theCommentHasTheNameAsItIs(_ name: String) throws {
        var schema = Schema(.sqlite)
        schema.tables = [Table(ObjectName(name), columns: [Column("a", "TEXT")])]
        let text = Diagram(schema).mermaid()
        #expect(text.hasPrefix("erDiagram\n    %% q_t: \(name)\n    q_t[\"q't\"] {\n"), "\(text)")
        #expect(try Mermaid.fault(in: text) == "")
    }

    /// The judge objects to what is none.
    @Test func whatIsNoDiagramIsNotDrawn() throws {
        #expect(try Mermaid.fault(in: "erDiagram\n    a {\n        text x y z %\n    }\n").contains("Parse error"))
    }
}
