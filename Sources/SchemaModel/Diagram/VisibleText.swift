extension String {
    /// The text in one line, with a visible sign for every character that would not be seen or would move others.
    ///
    /// Names of objects may hold anything: line ends, control characters, marks that turn the direction of writing.
    var visible: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars { result.append(scalar.visible) }
        return String(result)
    }

    /// The same for a text of several lines: line ends stay.
    var visibleLines: [String] {
        var lines = [String.UnicodeScalarView()]
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n" && previous == "\r" { continue }
            if scalar == "\n" || scalar == "\r" {
                lines.append(String.UnicodeScalarView())
            } else {
                lines[lines.count - 1].append(scalar == "\t" ? " " : scalar.visible)
            }
        }
        return lines.map { String($0) }
    }

    /// The text with the characters that mean something in XML and HTML written as references.
    var xmlEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// The character, or a sign in its place.
    fileprivate var visible: Unicode.Scalar {
        switch value {
        // Unicode has a picture of each control character of ASCII, in the same order.
        case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{fffd}"
        case 0x7f: "\u{2421}"
        // Other control characters; marks of direction; line separators; what no character is.
        case 0x80..<0xa0, 0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb: "\u{fffd}"
        case _ where value & 0xfffe == 0xfffe: "\u{fffd}"
        default: self
        }
    }
}
