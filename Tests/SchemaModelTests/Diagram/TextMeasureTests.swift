import SQLText
import Testing

@testable import SchemaModel

@Suite struct TextMeasureTests {
    @Test(
        "a text is as wide as its characters in the widest usual font",
        arguments: [
            ("", 0), ("m", 13), ("il", 9), ("customer_id", 83), ("é", 14), ("e\u{301}", 9), ("値", 13), ("👍", 18),
        ])
    func width(_ text: String, _ pixels: Int) {
        #expect(TextWidth.pixels(text, size: 12) == pixels)
    }

    @Test func whatIsTooWideEndsInAnEllipsis() {
        #expect(TextWidth.fitted("short", size: 12, within: 100) == "short")
        let fitted = TextWidth.fitted(String(repeating: "wide ", count: 20), size: 12, within: 100)
        #expect(fitted.hasPrefix("wide wide") && fitted.hasSuffix("…"))
        #expect(TextWidth.pixels(fitted, size: 12) <= 100)
    }

    @Test func everyBoxIsWideEnoughForItsTexts() {
        for box in Diagram(HostileNames.schema).boxes + Diagram(TangledSchema.make(tables: 30, seed: 1)).boxes {
            let width = DiagramMetrics.size(of: box).width
            for row in box.rows {
                let name = TextWidth.fitted(row.name.visible, size: 12, within: DiagramMetrics.nameLimit)
                let type = TextWidth.fitted(row.type.visible, size: 11, within: DiagramMetrics.typeLimit)
                let texts = TextWidth.pixels(name, size: 12) + TextWidth.pixels(type, size: 11)
                #expect(DiagramMetrics.nameInset + texts + DiagramMetrics.padding <= width)
            }
        }
    }

    @Test(
        "characters that would not be seen are shown by a sign",
        arguments: [
            ("a\u{0}\t\n\r\u{1b}\u{7f}", "a␀␉␊␍␛␡"), ("x\u{202e}y\u{2066}z", "x\u{fffd}y\u{fffd}z"),
            ("\u{85}\u{2028}\u{feff}\u{fffe}\u{1ffff}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("né 値 👩‍👧 שלום", "né 値 👩‍👧 שלום"),
        ])
    func visible(_ text: String, _ shown: String) {
        #expect(text.visible == shown)
    }

    @Test func linesStayLines() {
        #expect("a\nb\r\nc\rd\te\u{1}".visibleLines == ["a", "b", "c", "d e␁"])
    }

    @Test func slugsAreDifferentOnEveryFileSystem() {
        let texts = [
            "Users", "users", "order items", "order-items", "é", "", "../x", "a.b", "ÜNÏ", "注文", "a\u{200D}b", "!",
            "a\u{1F98A}",
        ]
        let slugs = Slugs(texts.map { (ObjectName($0), $0) })
        #expect(
            texts.map { slugs[ObjectName($0)] } == [
                "users", "users-2", "order-items", "order-items-2", "é", "x", "x-2", "a-b", "ünï", "注文", "b", "x-3",
                "a",
            ])
        #expect(slugs.address(ObjectName("ÜNÏ")) == "%C3%BCn%C3%AF")
        #expect(Slugs.slug(String(repeating: "注", count: 90)).utf8.count == 60)
    }
}
