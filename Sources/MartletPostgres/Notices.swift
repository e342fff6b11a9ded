internal import CPostgres
internal import MartletCore

/// What the server tells beside results, as far as it is kept.
///
/// A script can raise any number of notices, of any length.
final class NoticeCollector {
    private var collected = ServerNotices()

    /// How many are kept, and how many bytes of each.
    private static let limit = 100
    private static let length = 2000

    /// Has libpq bring everything here; the collector must outlive the connection.
    func listen(to connection: OpaquePointer, _ pq: LibPQ) {
        _ = pq.pointee.PQsetNoticeReceiver(connection, takeNotice, Unmanaged.passUnretained(self).toOpaque())
    }

    /// What was collected since the last time.
    func take() -> ServerNotices {
        defer { collected = ServerNotices() }
        return collected
    }

    fileprivate func add(_ result: OpaquePointer) {
        collected.count += 1
        guard collected.notices.count < Self.limit, let pq = martlet_libpq_load() else { return }
        func field(_ code: martlet_diagnostic) -> String {
            DriverError.text(pq.pointee.PQresultErrorField(result, Int32(code.rawValue)), atMost: Self.length)
        }
        collected.notices.append(
            .init(severity: field(MARTLET_DIAG_SEVERITY), message: field(MARTLET_DIAG_MESSAGE)))
    }
}

private func takeNotice(_ context: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let context, let result else { return }
    Unmanaged<NoticeCollector>.fromOpaque(context).takeUnretainedValue().add(result)
}
