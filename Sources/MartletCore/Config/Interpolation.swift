/// Puts variables into text: `${NAME}`, `${NAME:-default}`, and `$$` for a dollar.
///
/// The default stands for a variable that is unset or empty, as in a shell. What a variable holds is never looked at
/// again, so it cannot name another one. A dollar before anything else is a dollar.
package enum Interpolation {
    /// Why it failed, and which part of the text it is about.
    package struct Fault: Error, Sendable, Hashable {
        package enum Reason: Sendable, Hashable {
            /// The variable is not set, and the text has no default.
            case unset(String)
            /// There is no `}`.
            case unclosed
            /// What stands in the braces is no `NAME` and no `NAME:-default`.
            case malformed
            /// A default holds a variable itself.
            case nested
        }

        package var reason: Reason
        /// Where the `${` begins, in Unicode scalars from 0.
        package var offset: Int
        /// How many Unicode scalars it takes.
        package var length: Int
    }

    /// The text with variables put in; `lookup` says what they hold.
    package static func expand(_ text: String, _ lookup: (String) -> String?) throws(Fault) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            if scalars[index] == "$", next == "$" {
                result.append("$")
                index += 2
            } else if scalars[index] == "$", next == "{" {
                guard let end = scalars[index...].firstIndex(of: "}") else {
                    throw Fault(reason: .unclosed, offset: index, length: 2)
                }
                do throws(Fault.Failure) {
                    for scalar in try value(scalars[(index + 2)..<end], lookup).unicodeScalars { result.append(scalar) }
                } catch {
                    throw Fault(reason: error.reason, offset: index, length: end + 1 - index)
                }
                index = end + 1
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return String(result)
    }

    private static func value(
        _ inside: ArraySlice<Unicode.Scalar>, _ lookup: (String) -> String?
    ) throws(Fault.Failure) -> String {
        let nameEnd = inside.firstIndex { !isNameScalar($0) } ?? inside.endIndex
        let name = string(inside[..<nameEnd])
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            throw Fault.Failure(reason: .malformed)
        }
        let rest = inside[nameEnd...]
        if rest.isEmpty {
            guard let value = lookup(name) else { throw Fault.Failure(reason: .unset(name)) }
            return value
        }
        guard rest.starts(with: ":-".unicodeScalars) else { throw Fault.Failure(reason: .malformed) }
        let fallback = string(rest.dropFirst(2))
        if fallback.contains("${") { throw Fault.Failure(reason: .nested) }
        guard let value = lookup(name), !value.isEmpty else { return fallback }
        return value
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in scalars { view.append(scalar) }
        return String(view)
    }

    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}

extension Interpolation.Fault {
    fileprivate struct Failure: Error {
        var reason: Reason
    }
}
