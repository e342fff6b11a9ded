internal import Glibc

/// Runs of the built binary that are looked at, or disturbed, while they go on.
public enum ChildProcess {
    /// Starts the binary; -1 if it cannot be started.
    /// - Parameter output: The file that its standard output goes to.
    public static func start(
        _ arguments: [String], in project: ScratchProject, output: String = "/dev/null"
    ) -> Int32 {
        MartletBinary.start(arguments, in: project.folder.path, output: output) ?? -1
    }

    /// Sends a signal to one process that was started; to nobody if it was not, as -1 stands for every process there is.
    public static func signal(_ pid: Int32, _ signal: Int32) {
        if pid > 0 { kill(pid, signal) }
    }

    /// Waits for the end of a process; 128 and the signal if one ended it.
    public static func wait(_ pid: Int32) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Ends a process at once and waits for it.
    ///
    /// Whoever starts one has to wait for it: the exit tests of Swift Testing wait for whichever child ends first, and
    /// come to no other as long as nobody takes that one away.
    public static func end(_ pid: Int32) {
        signal(pid, SIGKILL)
        if pid > 0 { _ = wait(pid) }
    }

    /// Waits until the condition holds; 20 seconds at most.
    public static func waitUntil(_ condition: () -> Bool) -> Bool {
        for _ in 0..<2000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }
}
