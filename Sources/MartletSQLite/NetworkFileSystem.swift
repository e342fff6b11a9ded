internal import CSQLite
internal import MartletCore

/// File systems whose files other machines may have open, and whose locks may not keep them out.
///
/// SQLite relies on those locks (<https://www.sqlite.org/howtocorrupt.html>, 2.1), and a write-ahead log on memory that
/// every reader shares, which cannot be (<https://www.sqlite.org/wal.html>).
enum NetworkFileSystem {
    /// What a file system is called, by the number that `statfs` tells; `nil` for one that is this machine's own.
    ///
    /// Source: `linux/magic.h`, <https://man7.org/linux/man-pages/man2/statfs.2.html>.
    static func name(ofType type: UInt32) -> String? {
        switch type {
        case 0x6969: "NFS"
        case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
        case 0x5346_414F, 0x6B41_4653: "AFS"
        case 0x7375_7245: "Coda"
        case 0x564C: "NCP"
        case 0x00C3_6400: "Ceph"
        case 0x0BD0_0BD0: "Lustre"
        case 0x4750_4653: "GPFS"
        case 0x0102_1997: "9P"
        case 0x786F_4256: "a shared folder of VirtualBox"
        case 0xBACB_ACBC: "a shared folder of VMware"
        case 0x7C7C_6673: "a shared folder of Parallels"
        // Whether such a one goes over a network, its number does not say.
        case 0x6573_5546: "FUSE"
        default: nil
        }
    }

    /// The name of the network file system that a database lies on, or will; `nil` if it is none.
    static func name(at path: FilePath) -> String? {
        let type = martlet_file_system_type(path.string)
        return name(ofType: type == 0 ? martlet_file_system_type(path.parent.string) : type)
    }

    /// Refuses to change a database there, unless its URL says that no other machine opens it.
    static func requireLocal(_ url: ConnectionURL) throws(DriverError) {
        guard !url.allowsNetwork, let file = url.file, let name = name(at: file) else { return }
        throw DriverError(
            .onNetwork, "\(file) is on a network file system (\(name)): its locks may not keep other machines out",
            file: file)
    }

    /// Refuses a write-ahead log there in any case.
    static func requireNoLog(_ url: ConnectionURL, _ mode: Value?) throws(DriverError) {
        guard mode == .text(JournalMode.wal.rawValue), let file = url.file, let name = name(at: file) else { return }
        throw DriverError(
            .onNetwork, "\(file) is on a network file system (\(name)), where a write-ahead log does not work",
            file: file)
    }
}
