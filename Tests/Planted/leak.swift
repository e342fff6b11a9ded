// An allocation that nobody frees, which LeakSanitizer has to report: built and run by Scripts/sanitize alone.

@main
struct Leak {
    static func main() {
        for count in 1...100 {
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 1000)
            bytes.initialize(repeating: UInt8(count), count: 1000)
            print(bytes[7])
        }
    }
}
