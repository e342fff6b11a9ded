internal import SQLText

extension Script {
    /// The file, where no single statement of it is to blame.
    var wholeFile: SourceLocation {
        switch content {
        case .text(let text): SourceLocation(file: text.name)
        case .file(let file): SourceLocation(file: file.name)
        case .code(let code): code.place
        }
    }
}
