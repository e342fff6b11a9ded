import MartletCore
import Testing

@Suite struct SecretStringTests {
    private struct Holder {
        var user = "app"
        var password = SecretString("canary-7f3a")
    }

    @Test func secretIsShownNowhere() {
        let secret = SecretString("canary-7f3a")
        var dumped = ""
        dump(Holder(), to: &dumped)
        dump(Optional(secret), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Holder())",
            String(reflecting: Holder()), "\(Optional(secret) as Any)", dumped, "\(["k": secret])",
            "\(Mirror(reflecting: secret).children.map { $0 })",
        ]
        for text in shown { #expect(!text.contains("canary")) }
        #expect("\(secret)" == "***")
        #expect(dumped.contains("***"))
    }

    @Test func secretIsGivenWhereItIsAskedFor() {
        #expect(SecretString("canary").revealed == "canary")
        #expect(SecretString("").isEmpty)
        #expect(SecretString("a") == SecretString("a"))
    }
}
