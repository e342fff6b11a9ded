import DriverTestSupport
import MartletCore
import TestSupport
import Testing

@testable import MartletPostgres

/// Who is believed to be the server.
@Suite struct EncryptionTests {
    /// What libpq would be told for a URL, the last of several values.
    private func parameters(_ text: String) throws -> [String: String] {
        let url = try ConnectionURL.parse(text, relativeTo: "/")
        guard case .postgres(let location) = url.target else { throw NothingThrown() }
        let parameters = try ConnectionParameters(url, location, writes: true, loadLibPQ())
        return Dictionary(zip(parameters.names, parameters.values)) { $1 }
    }

    @Test(
        arguments: [
            ("postgres://db.example/p", "verify-full"), ("postgres://localhost,db.example/p", "verify-full"),
            ("postgres://localhost/p?hostaddr=192.0.2.1", "verify-full"),
            ("postgres://localhost.example/p", "verify-full"),
            ("postgres://127.example/p", "verify-full"), ("postgres://[2001:db8::1]/p", "verify-full"),
            ("postgres://db.example/p?sslmode=disable", "disable"),
            ("postgres://db.example/p?sslmode=require", "require"),
            ("postgres://db.example/p?ssl=true", "require"), ("postgres://db.example/p?sslmode=verify-ca", "verify-ca"),
            ("postgres://localhost/p", nil), ("postgres:///p", nil), ("postgres:///p?host=/run/pg", nil),
            ("postgres://127.0.0.1/p", nil), ("postgres://[::1]/p", nil),
            ("postgres://localhost/p?sslmode=prefer", "prefer"),
            ("postgres://db.example/p?hostaddr=127.0.0.1", nil),
        ] as [(String, String?)])
    func aServerOnANetworkProvesItsName(_ text: String, _ mode: String?) throws {
        #expect(try parameters(text)["sslmode"] == mode)
    }

    @Test func theMachinesCertificatesAreUsedUnlessOthersAreNamed() throws {
        let found = try parameters("postgres://db.example/p")["sslrootcert"]
        #expect(found == nil || found == "system" || found?.hasPrefix("/etc/") == true)
        #expect(try parameters("postgres://db.example/p?sslrootcert=/x.crt")["sslrootcert"] == "/x.crt")
        #expect(try parameters("postgres://db.example/p?sslmode=disable")["sslrootcert"] == nil)
        #expect(try parameters("postgres:///p")["sslrootcert"] == nil)
    }

    @Test(arguments: [
        ("weak sslmode \"require\" may not be used with sslrootcert=system (use \"verify-full\")", "verify-full"),
        ("invalid sslmode value: \"on\"", "PGSSLMODE"), ("definition of service \"x\" not found", "PGSERVICEFILE"),
    ])
    func whatLibpqSaysOfItsParametersIsSolved(_ message: String, _ help: String) {
        #expect(EffectiveParameters.help(message)?.contains(help) == true)
        #expect(EffectiveParameters.help("something else") == nil)
    }

    @Test("A9: a server that vanishes is noticed") func aServerThatVanishesIsNoticed() throws {
        let one = try parameters("postgres://db.example/p")
        #expect(one["tcp_user_timeout"] == "30000" && one["keepalives_idle"] == "10")
        #expect(one["target_session_attrs"] == nil)
        let two = try parameters("postgres://a.example,b.example/p?keepalives_idle=77")
        #expect(two["tcp_user_timeout"] == "10000" && two["keepalives_idle"] == "77")
        #expect(two["target_session_attrs"] == "read-write")
        #expect(two["client_encoding"] == "UTF8" && two["fallback_application_name"] == "martlet")
    }

    // MARK: Real certificates

    /// A server with TLS, and an authority of its own.
    private final class Server {
        let folder = ScratchFolder()
        let cluster: PostgresCluster
        let port = PostgresCluster.freePort()

        init() throws {
            cluster = try PostgresCluster(settings: [
                "fsync": "off", "listen_addresses": "127.0.0.1", "port": port,
            ])
            openssl(
                "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 10 -subj /CN=authority")
            openssl(
                "req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.crt -days 10 -subj /CN=stranger")
        }

        func openssl(_ arguments: String, before: [String] = []) {
            let result = Program.run(
                before + ["openssl"] + arguments.split(separator: " ").map(String.init), in: folder.path)
            #expect(result.status == 0, "\(result.everything)")
        }

        /// Gives the server a certificate for a name.
        func certify(_ name: String, expired: Bool = false) throws {
            openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=\(name)")
            openssl(
                "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 5 -out server.crt",
                before: expired ? ["faketime", "2020-01-01 00:00:00"] : [])
            for file in ["server.key", "server.crt"] {
                let target = cluster.dataFolder + "/" + file
                _ = Program.run(["install", "-m", "0600", folder.path(file), target])
                _ = Program.run(["chown", "--reference=" + cluster.dataFolder, target])
            }
            #expect(cluster.psql("postgres", "ALTER SYSTEM SET ssl = on").status == 0)
            #expect(cluster.psql("postgres", "SELECT pg_reload_conf()").status == 0)
            let isOn = ChildProcess.waitUntil { cluster.psql("postgres", "SHOW ssl").output == "on\n" }
            #expect(isOn, "\(cluster.log)")
        }

        func connect(_ name: String, authority: String = "ca.crt", mode: String = "verify-full") throws -> any Driver {
            let text =
                "postgres://postgres@\(name):\(port)/postgres?hostaddr=127.0.0.1&sslmode=\(mode)&sslrootcert="
                + folder.path(authority)
            return try PostgresBackend().connect(
                to: ConnectionURL.parse(text, relativeTo: "/"), ConnectOptions(.read))
        }

        func refusal(_ name: String, authority: String = "ca.crt", mode: String = "verify-full") -> DriverError? {
            do {
                try connect(name, authority: authority, mode: mode).close()
                return nil
            } catch {
                return error as? DriverError
            }
        }
    }

    @Test("I17: servers that cannot prove their name are refused") func serversThatCannotProveTheirNameAreRefused()
        throws
    {
        let server = try Server()
        defer { server.cluster.stop() }
        let plain = try #require(server.refusal("db.example"))
        #expect(plain.kind == .insecure && plain.message.contains("does not support SSL"))
        #expect(plain.help?.contains("sslmode=disable") == true)

        try server.certify("db.example")
        #expect(
            try server.connect("db.example").scalar("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                == .integer(1))
        let wrong = try #require(server.refusal("other.example"))
        #expect(wrong.kind == .insecure && wrong.message.contains("does not match host name"))
        #expect(server.refusal("other.example", mode: "verify-ca") == nil)
        let stranger = try #require(server.refusal("db.example", authority: "other.crt"))
        #expect(stranger.kind == .insecure && stranger.message.contains("certificate verify failed"))
        #expect(stranger.help?.contains("sslrootcert=") == true)
        let none = try #require(server.refusal("db.example", authority: "none.crt"))
        #expect(none.kind == .insecure && none.message.contains("none.crt"))
        #expect(none.help?.hasPrefix("name a file with the certificates of authorities") == true)
        server.folder.write("no.crt", "nothing")
        let empty = try #require(server.refusal("db.example", authority: "no.crt"))
        #expect(empty.kind == .insecure && empty.help == none.help, "\(empty.message)")
        let own = "ca.crt&sslcert=\(server.folder.path("ca.crt"))"
        let key = try #require(server.refusal("db.example", authority: own))
        #expect(key.kind == .insecure && key.help?.hasPrefix("sslcert and sslkey name") == true, "\(key.message)")

        try server.certify("db.example", expired: true)
        let expired = ChildProcess.waitUntil {
            server.refusal("db.example")?.message.contains("certificate verify failed") == true
        }
        #expect(expired, "\(server.refusal("db.example")?.message ?? "it was let in")")
    }
}
