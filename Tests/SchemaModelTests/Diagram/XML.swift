import TestSupport

/// A second opinion on XML, from Python's parser.
enum XML {
    /// What is wrong with a document; nothing if it can be parsed.
    static func fault(in text: String) -> String {
        let script = "import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())"
        let result = Program.run(["python3", "-c", script], input: text)
        return result.status == 0 ? "" : result.everything
    }

    /// All texts of elements of a kind, as a parser reads them.
    static func texts(of element: String, in text: String) -> [String] {
        let script = """
            import sys, xml.dom.minidom
            document = xml.dom.minidom.parseString(sys.stdin.buffer.read())
            for element in document.getElementsByTagName(sys.argv[1]):
                print("".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE), end="\\0")
            """
        let result = Program.run(["python3", "-c", script, element], input: text)
        return result.output.split(separator: "\0", omittingEmptySubsequences: false).map(String.init).dropLast()
    }
}
