/// The variables that `${NAME}` can name: those of the process, then those of a file.
package struct Variables: Sendable {
    /// What is set in the process; it wins.
    package let process: [String: String]
    /// What a file adds.
    package let file: EnvFile?
    /// A file that was asked for and does not exist, as shown to people.
    package let missingFile: String?

    /// Makes variables.
    package init(process: [String: String], file: EnvFile? = nil, missingFile: String? = nil) {
        self.process = process
        self.file = file
        self.missingFile = missingFile
    }

    /// What a variable holds; `nil` if it is not set.
    package subscript(name: String) -> String? { process[name] ?? file?.variables[name] }
}
