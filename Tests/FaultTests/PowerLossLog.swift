import TestSupport
import Testing

/// What a run asked of the file system, call by call and with every byte, as `strace` wrote it down.
struct PowerLossLog {
    /// One call that succeeded.
    struct Call {
        var name: String
        var arguments: [Argument]
        var result: Int
        /// How many calls had ended when this one began: others may run beside it in another thread.
        var begun: Int
    }

    enum Argument {
        case text([UInt8])
        /// A number, flags, or anything else without quotes.
        case word(String)

        var string: String { if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { word } }
        var word: String { if case .word(let word) = self { word } else { "" } }
        var number: Int { Int(word) ?? -1 }
    }

    private(set) var calls: [Call] = []

    /// Everything that changes files or names, and what else would have to be known if it were used.
    private static let traced = [
        "openat", "open", "creat", "close", "dup", "dup2", "dup3", "write", "writev", "pwrite64",
        "pwritev", "pwritev2", "sendfile", "copy_file_range", "splice", "ftruncate", "truncate", "fallocate", "fsync",
        "fdatasync", "sync", "syncfs", "sync_file_range", "msync", "rename", "renameat", "renameat2", "link", "linkat",
        "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "chdir", "fchdir",
    ]

    /// Runs a program in a folder and records it.
    init(of arguments: [String], in folder: String, input: String = "", status: Int32 = 0) {
        let scratch = ScratchFolder()
        let log = scratch.path("strace.log")
        let result = Program.run(
            // No string is that long: none is cut off.
            ["strace", "-f", "-qq", "-xx", "-s", "100000000", "-o", log]
                + ["-e", "trace=" + Self.traced.joined(separator: ","), "-e", "signal=none"] + arguments,
            in: folder, environment: MartletBinary.quietEnvironment, input: input)
        expectStatus(result, status)
        self.init(reading: TextFile.bytes(log) ?? [])
        // ThreadSanitizer makes a file of a part of itself, which has lost its name when it is written, before the
        // program begins.
        let isNamed = { (call: Call) in call.arguments.contains { $0.string.contains("/tsan.rodata.") } }
        if let last = calls.lastIndex(where: isNamed),
            let end = calls[last...].firstIndex(where: { $0.name == "write" })
        {
            calls.removeSubrange(...end)
        }
        // A program that counts which of its lines run writes the counts when its work is done.
        if let end = calls.firstIndex(where: { $0.arguments.contains { $0.string.hasSuffix(".profraw") } }) {
            calls.removeSubrange(end...)
        }
    }

    init(reading log: [UInt8]) {
        var begun: [Int: (text: [UInt8], count: Int)] = [:]
        for line in log.split(separator: UInt8(ascii: "\n")) {
            guard let space = line.firstIndex(of: UInt8(ascii: " ")),
                let process = Int(String(decoding: line[..<space], as: UTF8.self))
            else { continue }
            var text = Array(line[space...].drop { $0 == UInt8(ascii: " ") })
            var count = calls.count
            if text.hasSuffix(" <unfinished ...>") {
                begun[process] = (text.dropLast(" <unfinished ...>".utf8.count), count)
                continue
            }
            if text.starts(with: "<... ".utf8), let first = begun.removeValue(forKey: process),
                let end = text.firstIndex(of: UInt8(ascii: ">"))
            {
                text = first.text + text[(end + 1)...]
                count = first.count
            }
            if let call = CallReader(text: text).call(begun: count), call.result >= 0 { calls.append(call) }
        }
    }
}

/// Reads `name(argument, …) = result`.
private struct CallReader {
    let text: [UInt8]
    var position = 0

    init(text: [UInt8]) { self.text = text }

    func call(begun: Int) -> PowerLossLog.Call? {
        guard let open = text.firstIndex(of: UInt8(ascii: "(")) else { return nil }
        var reader = self
        reader.position = open + 1
        let arguments = reader.arguments()
        // `) = 4096`, or `) = -1 EIO (Input/output error)`.
        let rest = String(decoding: text[reader.position...], as: UTF8.self).split(separator: " ")
        guard rest.first == "=", rest.count > 1, let result = Int(rest[1]) else { return nil }
        return PowerLossLog.Call(
            name: String(decoding: text[..<open], as: UTF8.self), arguments: arguments, result: result, begun: begun)
    }

    /// Reads to behind the closing bracket.
    private mutating func arguments() -> [PowerLossLog.Argument] {
        var arguments: [PowerLossLog.Argument] = []
        var word: [UInt8] = []
        var isText = false
        while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                arguments.append(.text(quoted()))
                isText = true
            case UInt8(ascii: ","), UInt8(ascii: ")"):
                if !isText, !word.isEmpty { arguments.append(.word(String(decoding: word, as: UTF8.self))) }
                (word, isText) = ([], false)
                if byte == UInt8(ascii: ")") { return arguments }
            case UInt8(ascii: " "): continue
            default: word.append(byte)
            }
        }
        return arguments
    }

    /// Reads `\x4d\x61"`, all of it in pairs of digits.
    private mutating func quoted() -> [UInt8] {
        let end = text[position...].firstIndex(of: UInt8(ascii: "\"")) ?? text.endIndex
        let bytes = text.withUnsafeBufferPointer { text in
            stride(from: position, to: end, by: 4).map { Self.digit(text[$0 + 2]) << 4 | Self.digit(text[$0 + 3]) }
        }
        position = end + 1
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "a") ? byte - UInt8(ascii: "a") + 10 : byte - UInt8(ascii: "0")
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}
