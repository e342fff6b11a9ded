import Glibc
import TestSupport
import Testing

/// Writes that take only a part of what they are given, as on a network file system or after a signal: the rest is
/// written after it.
@Suite struct ShortWriteTests {
    /// Stands between the program and the C library.
    private static let library = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <sys/types.h>

        static size_t cut(size_t count) {
            size_t most = strtoul(getenv("LONGEST_WRITE"), NULL, 10);
            return count > most ? most : count;
        }

        ssize_t write(int file, const void *bytes, size_t count) {
            static ssize_t (*real)(int, const void *, size_t);
            if (!real) real = dlsym(RTLD_NEXT, "write");
            return real(file, bytes, cut(count));
        }

        ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
            static ssize_t (*real)(int, const void *, size_t, off_t);
            if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
            return real(file, bytes, cut(count), offset);
        }

        ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
            return pwrite64(file, bytes, count, offset);
        }

        """

    @Test("E3: short writes are gone on with", arguments: FaultWorks.all)
    func shortWritesAreGoneOnWith(_ work: any FaultWork) {
        let tools = ScratchFolder()
        tools.write("short.c", Self.library)
        let shim = tools.path("short.so")
        expectStatus(Program.run(["cc", "-shared", "-fPIC", "-o", shim, tools.path("short.c"), "-ldl"]), 0)
        let origin = work.prepare()
        // A header of the journal, a page and a line fall into pieces, each at another place.
        let lengths = [13, 100, 512, 1000, 4095]
        Sweep.over(lengths, "E3: \(work), short writes", usual: 4, atLeast: lengths.count) { length in
            let copy = ProjectCopy(of: origin)
            let log = PowerLossLog(
                of: ["env", "LD_PRELOAD=" + shim, "LONGEST_WRITE=\(length)", MartletBinary.path] + work.command,
                in: copy.path)
            let written = log.calls.filter { ["write", "pwrite64"].contains($0.name) }.map(\.result)
            let problem = work.problem(in: copy.path, said: "", isComplete: true, asking: SQLiteClient.query)
            return [problem, written.max() == length ? nil : "writes of \(written.max() ?? 0) bytes"].compactMap(\.self)
        }
    }
}
