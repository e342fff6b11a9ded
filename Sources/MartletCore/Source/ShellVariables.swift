internal import SQLText

/// Variables as a shell has them, `$NAME`, `${NAME}` and `${NAME:-default}`, in the lines between goose's marks for them.
///
/// One that is not set is empty, as goose has it. `$$` and `\$` stand for a dollar, also where one begins a quotation.
///
/// Source: <https://github.com/mfridman/interpolate>.
struct ShellVariables {
    let text: SourceText
    let lookup: (String) -> String?

    /// What is to be replaced in these lines, in order, and by what.
    func parts(in ranges: [Range<Int>]) throws(MartletError) -> [(range: Range<Int>, value: [UInt8])] {
        var parts: [(range: Range<Int>, value: [UInt8])] = []
        for range in ranges {
            var index = range.lowerBound
            while index < range.upperBound {
                let part = try part(at: index, before: range.upperBound)
                if let part { parts.append(part) }
                index = part?.range.upperBound ?? index + 1
            }
        }
        return parts
    }

    private func part(at index: Int, before end: Int) throws(MartletError) -> (range: Range<Int>, value: [UInt8])? {
        let bytes = text.utf8
        let next = index + 1 < end ? bytes[index + 1] : 0
        switch (bytes[index], next) {
        case (UInt8(ascii: "$"), UInt8(ascii: "$")), (UInt8(ascii: "\\"), UInt8(ascii: "$")):
            return (index..<(index + 2), Array("$".utf8))
        case (UInt8(ascii: "$"), UInt8(ascii: "{")):
            guard let close = bytes[index..<end].firstIndex(of: UInt8(ascii: "}")) else {
                throw fault("`${` has no `}`", index..<(index + 2))
            }
            let range = index..<(close + 1)
            return (range, try value(of: self.text.text(in: (index + 2)..<close), range))
        case (UInt8(ascii: "$"), _):
            let name = bytes[(index + 1)..<end].prefix { Interpolation.isNameScalar(Unicode.Scalar($0)) }
            guard let first = name.first, !first.isDigit else { return nil }
            let value = try checked(lookup(String(decoding: name, as: UTF8.self)) ?? "", index..<name.endIndex)
            return (index..<name.endIndex, value)
        default: return nil
        }
    }

    private func value(of inside: String, _ range: Range<Int>) throws(MartletError) -> [UInt8] {
        let name = String(inside.unicodeScalars.prefix(while: Interpolation.isNameScalar))
        guard !name.isEmpty else { throw fault("there is no name in the braces", range) }
        let rest = inside.dropFirst(name.count)
        let found = lookup(name)
        // With a colon, an empty one counts as not set.
        let isColoned = rest.first == ":"
        let standing = isColoned && found?.isEmpty == true ? nil : found
        let operation = rest.drop { $0 == ":" }
        switch operation.first {
        case nil where !isColoned: return try checked(found ?? "", range)
        case "-": return try checked(standing ?? String(operation.dropFirst()), range)
        case "?":
            guard let standing else {
                let reason = operation.dropFirst()
                throw fault("\(name) is not set\(reason.isEmpty ? "" : ": \(reason)")", range)
            }
            return try checked(standing, range)
        default: throw fault("this form of a variable is not known", range)
        }
    }

    /// A value with a line end would move the lines that messages name.
    private func checked(_ value: String, _ range: Range<Int>) throws(MartletError) -> [UInt8] {
        if value.utf8.contains(UInt8(ascii: "\n")) { throw fault("the value goes over several lines", range) }
        return Array(value.utf8)
    }

    private func fault(_ fact: String, _ range: Range<Int>) -> MartletError {
        MartletError(
            .config, fact, at: text.location(of: SourceOffset(utf8: range.lowerBound), length: range.count),
            notes: [Diagnostic.nothingChanged],
            help: "give a value in the environment, or with --placeholder NAME=VALUE")
    }
}
