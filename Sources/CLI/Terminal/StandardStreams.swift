import Glibc

/// Makes the standard streams safe to use, once, before anything is opened or written.
enum StandardStreams {
    /// Ignores SIGPIPE, so that a reader who leaves (`| head`) is an error of `write` and not the end of a migration,
    /// and occupies closed standard descriptors, so that no database is ever opened as number 1 and written over.
    static func secure() {
        signal(SIGPIPE, SIG_IGN)
        // So that a limit on the size of files (ulimit -f) is an error of `write` too, which is rolled back and reported.
        signal(SIGXFSZ, SIG_IGN)
        for stream in Terminal.Stream.allCases where fcntl(stream.rawValue, F_GETFD) == -1 {
            // The wrong way round, so that using it fails (EBADF) and is reported. The lowest number is taken: this one.
            let descriptor = open("/dev/null", stream == .input ? O_WRONLY : O_RDONLY)
            precondition(descriptor == stream.rawValue || descriptor == -1, "descriptors were opened meanwhile")
        }
    }
}
