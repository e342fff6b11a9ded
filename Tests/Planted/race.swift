// A data race that ThreadSanitizer has to report: built and run by Scripts/sanitize alone.
//
// Children of one task group write one variable; of a race between two threads of the C library it reports nothing.

final class Shared: @unchecked Sendable {
    var count = 0
}

@main
struct Race {
    static func main() async {
        let shared = Shared()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<100_000 { shared.count &+= 1 } } }
        }
        print(shared.count)
    }
}
