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

    /// The judge objects to what is none.
    @Test func whatIsNoDiagramIsNotDrawn() throws {
        #expect(try Mermaid.fault(in: "erDiagram\n    a {\n        text x y z %\n    }\n").contains("Parse error"))
    }
}
