/// Mermaid itself, as sites run it that show its diagrams.
public enum Mermaid {
    /// Has a diagram drawn; what Mermaid objects to, or nothing.
    ///
    /// - Throws: if Mermaid cannot be installed.
    public static func fault(in diagram: String) throws -> String {
        let folder = ScratchFolder()
        folder.write("diagram.mmd", diagram)
        let result = Program.run(
            [try PythonTools.path("mermaidx"), "-i", "diagram.mmd", "-o", "diagram.svg"], in: folder.path)
        if result.status == 0, folder.read("diagram.svg")?.contains("<svg") == true { return "" }
        return result.everything
    }
}
