// A write behind the end of an allocation, which AddressSanitizer has to report: built and run by Scripts/sanitize alone.

@main
struct Heap {
    static func main() {
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
        bytes.update(repeating: 1, count: 8)
        bytes[8 + CommandLine.arguments.count - 1] = 1
        print(bytes[7])
        bytes.deallocate()
    }
}
