// A data race that ThreadSanitizer has to report: built and run by Scripts/sanitize alone.

import Glibc

final class Shared: @unchecked Sendable { var count = 0 }

@main
struct Race {
    static func main() {
        let shared = Shared()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Shared>.fromOpaque(context).takeRetainedValue().count += 1 }
                // Of threads that have ended less is known.
                usleep(500_000)
                return nil
            }, Unmanaged.passRetained(shared).toOpaque())
        usleep(100_000)
        shared.count += 1
        pthread_join(thread, nil)
        print(shared.count)
    }
}
