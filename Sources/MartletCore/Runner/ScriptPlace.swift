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

// MARK: Data of a COPY

extension Script {
    /// Where the fault is that a database has found in a part of a script.
    ///
    /// What a server has against the data of a COPY, it says when it has taken in all of them, or some more: the line is
    /// in its words. If it names none, the COPY itself is meant, and not the end of its data.
    func place(of error: DriverError, in part: ScriptStatement) -> SourceOffset {
        guard part.part == .copyData || part.part == .copyEnd else { return part.offset }
        var place = part.offset
        var ahead = error.fields?.context.flatMap(Self.dataLine).map { $0 - 1 }
        let number = part.number
        // The script is read again up to there.
        try? forEachStatement(
            { (part) throws(Found) in
                guard part.number == number else { return }
                if part.part == .statement { place = part.offset }
                guard let lines = ahead else { throw Found() }
                guard part.part == .copyData else { return }
                guard lines > 0 else {
                    place = part.offset
                    throw Found()
                }
                var left = lines
                for (index, byte) in part.sql.enumerated() where byte == UInt8(ascii: "\n") {
                    left -= 1
                    if left == 0, index + 1 < part.sql.count {
                        place = part.offset + index + 1
                        throw Found()
                    }
                }
                ahead = left
            }, unreadable: { _ in Found() })
        return place
    }

    private struct Found: Error {}

    /// The line of the data, from 1: `COPY users, line 3, column id: "seven"`.
    private static func dataLine(_ context: String) -> Int? {
        for line in context.split(separator: "\n") where line.hasPrefix("COPY ") {
            guard let sign = line.firstRange(of: ", line ") else { continue }
            return Int(line[sign.upperBound...].prefix(while: \.isNumber))
        }
        return nil
    }
}
