import Glibc

/// The target to run, by the variable `FUZZ_TARGET`.
private let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        print("FUZZ_TARGET must be one of: " + FuzzTarget.all.map(\.name).joined(separator: " "))
        exit(2)
    }
    return target
}()

/// What libFuzzer calls with each input. <https://llvm.org/docs/LibFuzzer.html#fuzz-target>
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    do {
        try target.check(input)
    } catch {
        print("violated: \(error)")
        fflush(nil)
        // libFuzzer saves the input of a run that crashes.
        abort()
    }
    return 0
}
