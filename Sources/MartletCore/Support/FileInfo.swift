import Glibc

/// What a name in a folder stands for.
public enum FileKind: String, Sendable, Hashable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// A symbolic link.
    case symbolicLink = "symbolic link"
    /// A named pipe.
    case pipe = "named pipe"
    /// A socket.
    case socket
    /// A device.
    case device
    /// Anything else.
    case other = "special file"

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .symbolicLink
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        case S_IFCHR, S_IFBLK: self = .device
        default: self = .other
        }
    }
}

/// Which file it is and in what state: equal before and after exactly if nobody replaced or rewrote it meanwhile.
public struct FileIdentity: Sendable, Hashable {
    /// The device it is stored on.
    public let device: UInt64
    /// Its number on that device.
    public let inode: UInt64
    /// Its size in bytes.
    public let size: Int
    /// When its content was last changed, in nanoseconds since 1970.
    public let modifiedNanoseconds: Int64

    /// Whether both are the same file, whatever its content.
    public func isSameFile(as other: FileIdentity) -> Bool { device == other.device && inode == other.inode }
}

/// What the system knows of a file.
public struct FileInfo: Sendable, Hashable {
    /// What it is.
    public let kind: FileKind
    /// Which it is, and in what state.
    public let identity: FileIdentity
    /// The permission bits, `0o644`.
    public let permissions: UInt32
    /// How many names it has.
    public let linkCount: Int
    /// The user it belongs to.
    public let owner: UInt32

    /// Its size in bytes.
    public var size: Int { identity.size }

    /// When its content was last changed.
    public var modified: Timestamp { Timestamp(milliseconds: identity.modifiedNanoseconds / 1_000_000) }

    init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        let time = status.st_mtim
        identity = FileIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            modifiedNanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        permissions = UInt32(status.st_mode & 0o7777)
        linkCount = Int(status.st_nlink)
        owner = UInt32(status.st_uid)
    }
}

/// One name in a folder.
public struct DirectoryEntry: Sendable, Hashable {
    /// The name, without its folder.
    public let name: String
    /// What it stands for; a symbolic link is not followed.
    public let kind: FileKind
}

/// Who may read a file that Martlet writes.
public enum FileAccess: Sendable, Hashable {
    /// The user alone (0600): backups, keys, anything that may hold data.
    case `private`
    /// Whom the user's umask lets: files of the project, as an editor would write them.
    case shared
    /// As SQLite makes a database (0644): whatever the umask, only its user may write it.
    case database

    var mode: mode_t {
        switch self {
        case .private: 0o600
        case .shared: 0o666
        case .database: 0o644
        }
    }

    var folderMode: mode_t { self == .private ? 0o700 : 0o777 }
}
