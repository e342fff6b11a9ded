internal import CCrypt
internal import Glibc

/// Hashes of passwords: bcrypt, as `users.password_hash` keeps them.
///
/// Source: <https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html>.
public enum PasswordHash {
    /// Why a password has no hash.
    public enum Fault: Error, Hashable {
        /// Bcrypt reads 72 bytes at most: longer ones would be cut, and told from each other no more.
        case longerThan72Bytes
        /// A NUL would end it for the library.
        case holdsNUL
        /// The library made none, for this reason of the system's.
        case refused(Int32)
    }

    /// The hash of a password, with a salt of its own.
    /// - Parameter cost: The logarithm of the number of rounds, 4 to 31; 12 takes about a quarter of a second.
    public static func make(of password: String, cost: Int = 12) throws(Fault) -> String {
        let phrase = try phrase(of: password)
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        // Without bytes of ours the library takes them from the system.
        guard crypt_gensalt_rn("$2b$", UInt(clamping: cost), nil, 0, &setting, Int32(setting.count)) != nil,
            let hash = crypt(phrase, setting)
        else { throw .refused(errno) }
        return hash
    }

    /// Whether a password is the one of which this is the hash.
    ///
    /// A hash of another kind, or none at all, is that of no password.
    public static func verifies(_ password: String, against hash: String) -> Bool {
        guard hash.hasPrefix("$2"), let phrase = try? phrase(of: password),
            let setting = try? Self.phrase(of: hash, limit: .max), let found = crypt(phrase, setting)
        else { return false }
        // Of the same time, wherever they differ.
        let (left, right) = (Array(found.utf8), Array(hash.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func phrase(of text: String, limit: Int = 72) throws(Fault) -> [CChar] {
        guard !text.utf8.contains(0) else { throw .holdsNUL }
        guard text.utf8.count <= limit else { throw .longerThan72Bytes }
        return text.utf8.map { CChar(bitPattern: $0) } + [0]
    }

    /// The library's answer, in memory that it makes for this call alone.
    private static func crypt(_ phrase: [CChar], _ setting: [CChar]) -> String? {
        var memory: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(memory) }
        return crypt_ra(phrase, setting, &memory, &size).map { String(cString: $0) }
    }
}
