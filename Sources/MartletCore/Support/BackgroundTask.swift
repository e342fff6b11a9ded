/// Work that a thread of its own does while this one does something else.
final class BackgroundTask<Product: Sendable> {
    /// Unchecked: written by the thread alone, and read after it was joined.
    private final class Box: @unchecked Sendable {
        var product: Product?
    }

    private let body: @Sendable () -> Product
    private let box = Box()
    private let thread: HelperThread

    /// Starts the work.
    init(_ body: @escaping @Sendable () -> Product) {
        self.body = body
        thread = HelperThread { [box] in box.product = body() }
    }

    /// Waits for the work.
    func value() -> Product {
        thread.join()
        return box.product ?? body()
    }
}

extension BackgroundTask {
    /// Starts work that can fail.
    static func trying<Success: Sendable>(
        _ body: @escaping @Sendable () throws(MartletError) -> Success
    ) -> BackgroundTask<Result<Success, MartletError>> {
        BackgroundTask<Result<Success, MartletError>> {
            do throws(MartletError) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
    }
}
