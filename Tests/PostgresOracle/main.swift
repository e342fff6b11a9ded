import CPgQuery
import Glibc

// What PostgreSQL's own scanner and parser make of scripts, by libpg_query.
//
// A process of its own, as the library redirects the standard error of the whole process while it works.
// In: for each script a line with its length in bytes, and the script. Out: for each script one line of numbers:
// how much of it can be scanned; its tokens, as a count and start, end, token and kind of keyword of each; the
// statements by its scanner and those by its parser, as a count and start and length of each, or -1.

while let line = readLine(), let count = Int(line) {
    var script = (0..<count).compactMap { _ in UInt8(exactly: getchar()) }
    var numbers: [Int] = []
    while true {
        let result = scan(script)
        guard let error = result.errorCharacter else {
            numbers = [script.count] + result.tokens
            break
        }
        // Up to what it cannot take it goes as well as any other text.
        script = Array(script[..<offset(ofCharacter: error, in: script)])
    }
    numbers += statements(script, by: pg_query_split_with_scanner)
    numbers += statements(script, by: pg_query_split_with_parser)
    print(numbers.map(String.init).joined(separator: " "))
}

/// The byte at which the n-th character begins, counted from 1.
func offset(ofCharacter number: Int, in script: [UInt8]) -> Int {
    let starts = script.indices.filter { script[$0] & 0xC0 != 0x80 }
    return starts.indices.contains(number - 1) ? starts[number - 1] : 0
}

func withText<Result>(_ script: [UInt8], _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    (script.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { body($0.baseAddress) }
}

func scan(_ script: [UInt8]) -> (tokens: [Int], errorCharacter: Int?) {
    let result = withText(script) { pg_query_scan($0) }
    defer { pg_query_free_scan_result(result) }
    if let error = result.error { return ([], Int(error.pointee.cursorpos)) }
    let tokens = ScanResult.tokens(UnsafeRawBufferPointer(start: result.pbuf.data, count: result.pbuf.len))
    return ([tokens.count] + tokens.flatMap { $0 }, nil)
}

func statements(_ script: [UInt8], by split: (UnsafePointer<CChar>?) -> PgQuerySplitResult) -> [Int] {
    let result = withText(script, split)
    defer { pg_query_free_split_result(result) }
    guard result.error == nil else { return [-1] }
    let found = UnsafeBufferPointer(start: result.stmts, count: Int(result.n_stmts)).compactMap { $0?.pointee }
    return [found.count] + found.flatMap { [Int($0.stmt_location), Int($0.stmt_len)] }
}
