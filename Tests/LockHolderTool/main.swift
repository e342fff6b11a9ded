import Glibc
import MartletCore
import MartletPostgres

// Takes the lock of the database at the URL that is its argument, and works there until it is killed.

let url = try ConnectionURL.parse(CommandLine.arguments[1], relativeTo: "/")
let backend = PostgresBackend()
let holder = LockHolder(process: getpid(), host: "elsewhere", command: "migrate", since: "2026-01-02T03:04:05Z")
guard case .held(let lock) = try backend.tryLock(url, as: holder, wait: .zero, Cancellation()) else { exit(6) }
let driver = try backend.connect(to: url, ConnectOptions(.write))
try lock.cover(driver)
try driver.execute("CREATE TABLE held (x int)")
try driver.execute("SELECT pg_sleep(60)")
lock.release()
