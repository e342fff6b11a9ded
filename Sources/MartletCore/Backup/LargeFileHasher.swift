internal import Glibc

/// SHA-256 for files of gigabytes, by the fastest code on this machine.
///
/// libsodium computes it without the processor's SHA instructions: 0.36 GB/s, where OpenSSL reaches 1.8 GB/s
/// (measured on an EPYC), and copying itself 1.7 GB/s. So OpenSSL's libcrypto is used where it is
/// installed; it is loaded here and not linked, because nothing else needs it.
final class LargeFileHasher {
    private var fallback = SHA256Digest.Hasher()
    private let library: CryptoLibrary?
    private var context: OpaquePointer?

    /// Starts with no bytes.
    init() {
        library = CryptoLibrary.shared
        context = library?.start()
    }

    deinit { if let context { library?.free(context) } }

    /// Adds `bytes`.
    func update(_ bytes: UnsafeRawBufferPointer) {
        if let library, let context {
            library.add(context, bytes)
        } else {
            fallback.update(bytes)
        }
    }

    /// The digest of all that was added; ends the computation.
    func finish() -> SHA256Digest {
        guard let library, let context else { return fallback.digest() }
        self.context = nil
        return library.end(context)
    }
}

/// The functions of libcrypto that make a SHA-256 digest.
///
/// Source: <https://docs.openssl.org/3.0/man3/EVP_DigestInit/>.
///
/// Unchecked: function addresses, which never change.
private struct CryptoLibrary: @unchecked Sendable {
    private typealias Start = @convention(c) (UInt64, OpaquePointer?) -> Int32
    private typealias New = @convention(c) () -> OpaquePointer?
    private typealias Kind = @convention(c) () -> OpaquePointer?
    private typealias Init = @convention(c) (OpaquePointer, OpaquePointer, OpaquePointer?) -> Int32
    private typealias Update = @convention(c) (OpaquePointer, UnsafeRawPointer?, Int) -> Int32
    private typealias Final =
        @convention(c) (
            OpaquePointer, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt32>?
        ) -> Int32
    private typealias Free = @convention(c) (OpaquePointer) -> Void

    private let makeContext: New
    private let sha256: Kind
    private let initialize: Init
    private let update: Update
    private let finalize: Final
    private let freeContext: Free

    /// The library, if it is there and gives the digest that FIPS 180-4 gives for "abc".
    static let shared: CryptoLibrary? = {
        guard let library = CryptoLibrary(), let context = library.start() else { return nil }
        Array("abc".utf8).withUnsafeBytes { library.add(context, $0) }
        return library.end(context) == SHA256Digest(of: "abc") ? library : nil
    }()

    private init?() {
        guard let handle = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL),
            let start = dlsym(handle, "OPENSSL_init_crypto"),
            let makeContext = dlsym(handle, "EVP_MD_CTX_new"), let sha256 = dlsym(handle, "EVP_sha256"),
            let initialize = dlsym(handle, "EVP_DigestInit_ex"), let update = dlsym(handle, "EVP_DigestUpdate"),
            let finalize = dlsym(handle, "EVP_DigestFinal_ex"), let freeContext = dlsym(handle, "EVP_MD_CTX_free")
        else { return nil }
        // OPENSSL_INIT_NO_LOAD_CONFIG: a file of settings could load other libraries.
        guard unsafeBitCast(start, to: Start.self)(0x80, nil) == 1 else { return nil }
        self.makeContext = unsafeBitCast(makeContext, to: New.self)
        self.sha256 = unsafeBitCast(sha256, to: Kind.self)
        self.initialize = unsafeBitCast(initialize, to: Init.self)
        self.update = unsafeBitCast(update, to: Update.self)
        self.finalize = unsafeBitCast(finalize, to: Final.self)
        self.freeContext = unsafeBitCast(freeContext, to: Free.self)
    }

    func start() -> OpaquePointer? {
        guard let kind = sha256(), let context = makeContext() else { return nil }
        guard initialize(context, kind, nil) == 1 else {
            freeContext(context)
            return nil
        }
        return context
    }

    func add(_ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer) {
        let status = update(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto refused to compute a checksum")
    }

    func end(_ context: OpaquePointer) -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: 64)
        let status = finalize(context, &bytes, nil)
        freeContext(context)
        let hex = bytes.prefix(32).flatMap { [HexDigits.digit(for: $0 >> 4), HexDigits.digit(for: $0 & 15)] }
        guard status == 1, let digest = SHA256Digest(hex: String(decoding: hex, as: UTF8.self)) else {
            preconditionFailure("libcrypto refused to compute a checksum")
        }
        return digest
    }

    func free(_ context: OpaquePointer) { freeContext(context) }
}
