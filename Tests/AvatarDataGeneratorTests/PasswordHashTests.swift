import AvatarDataGenerator
import TestSupport
import Testing

/// Passwords, against hashes that other implementations made.
@Suite struct PasswordHashTests {
    /// Of John the Ripper, crypt_blowfish and passlib.
    static let known = [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("secret", "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"),
    ]

    @Test(arguments: known) func aHashOfAnotherImplementationIsVerified(_ password: String, _ hash: String) {
        #expect(PasswordHash.verifies(password, against: hash))
        #expect(!PasswordHash.verifies(password + "x", against: hash))
        #expect(!PasswordHash.verifies("", against: hash))
    }

    @Test func eachHashHasASaltOfItsOwn() throws {
        let hashes = try ["é漢", "é漢"].map { try PasswordHash.make(of: $0, cost: 4) }
        #expect(hashes[0] != hashes[1])
        for hash in hashes {
            #expect(hash.hasPrefix("$2b$04$") && hash.utf8.count == 60)
            #expect(PasswordHash.verifies("é漢", against: hash))
            #expect(!PasswordHash.verifies("e漢", against: hash))
        }
    }

    /// What our hashes mean to another program.
    @Test func pgcryptoAgrees() throws {
        let database = try FreshDatabase()
        try #require(database.psql("CREATE EXTENSION pgcrypto").status == 0)
        let hash = try PasswordHash.make(of: "correct horse", cost: 4).replacing("$2b$", with: "$2a$")
        #expect(database.text("SELECT crypt('correct horse', '\(hash)') = '\(hash)'") == "t")
    }

    @Test func whatBcryptWouldCutIsRefused() throws {
        let longest = String(repeating: "x", count: 72)
        let hash = try PasswordHash.make(of: longest, cost: 4)
        #expect(PasswordHash.verifies(longest, against: hash))
        #expect(!PasswordHash.verifies(longest + "y", against: hash))
        #expect(throws: PasswordHash.Fault.longerThan72Bytes) { try PasswordHash.make(of: longest + "y", cost: 4) }
        #expect(throws: PasswordHash.Fault.holdsNUL) { try PasswordHash.make(of: "a\0b", cost: 4) }
    }

    @Test(arguments: ["", "x", "$2b$12$", "$1$abc$xyz", "$2b$99$EixZaYVK1fsbw1ZfbX3OXe", "*0"])
    func whatIsNoHashIsThatOfNoPassword(_ hash: String) {
        #expect(!PasswordHash.verifies("x", against: hash))
        #expect(!PasswordHash.verifies("", against: hash))
    }

    @Test func aCostThatThereIsNotIsRefused() {
        #expect(throws: PasswordHash.Fault.self) { try PasswordHash.make(of: "x", cost: 40) }
    }
}
