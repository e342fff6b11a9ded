/// The style sheet of diagrams.
///
/// Every rule begins with `.er`, so that it leaves alone the page that a diagram stands in. Colours are written out for
/// light and for dark pages: there are viewers that know no variables.
enum SVGStyle {
    /// How many colours lines have.
    static let colourCount = 8

    /// The rules.
    static let text = shapes + colours(light) + "\n@media (prefers-color-scheme: dark) {\n" + colours(dark) + "\n}"

    private static let shapes = """
        .er text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; white-space: pre; }
        .er .er-title { font-size: 13px; font-weight: 700; }
        .er .er-required { font-weight: 700; }
        .er .er-type, .er .er-note, .er .er-kind { font-size: 11px; }
        .er .er-type, .er .er-kind { text-anchor: end; }
        .er .er-kind, .er .er-note { font-style: italic; }
        .er .er-mark-text { font-size: 8.5px; font-weight: 700; }
        .er .er-head { fill-opacity: .16; }
        .er .er-frame, .er .er-rule, .er .er-thin, .er .er-halo, .er .er-line, .er .er-end { fill: none; }
        .er .er-view .er-frame, .er .er-materialized .er-frame, .er .er-missing .er-frame { stroke-dasharray: 5 3; }
        .er .er-halo { stroke-width: 5; }
        .er .er-line, .er .er-end, .er .er-ring { stroke-width: 1.5; stroke-linejoin: round; }
        .er .er-query .er-line { stroke-dasharray: 5 3; }
        .er .er-key { fill: none; stroke-width: 1.5; stroke-linecap: round; }
        .er a:hover .er-frame, .er a:focus .er-frame { stroke-width: 2.5; }
        .er .er-edge:hover .er-line { stroke-width: 3; }

        """

    /// The colours of a page.
    private struct Palette {
        var page: String
        var body: String
        var ink: String
        var pale: String
        var frame: String
        var thin: String
        var key: String
        /// Of boxes that nothing refers to, then of the others.
        var lines: [String]
    }

    private static let light = Palette(
        page: "#ffffff", body: "#ffffff", ink: "#1f2430", pale: "#626b7a", frame: "#8b95a5", thin: "#e1e5eb",
        key: "#a16207",
        lines: [
            "#64708a", "#2563eb", "#c2410c", "#0f8a6d", "#7c3aed", "#be185d", "#4d7c0f", "#0e7490", "#a16207",
        ])

    private static let dark = Palette(
        page: "#14171d", body: "#1b1f27", ink: "#e7eaf0", pale: "#9aa4b5", frame: "#5f6a7d", thin: "#2d3440",
        key: "#e8b931",
        lines: [
            "#8fa0bd", "#6ea8fe", "#f78f52", "#3ecfa8", "#b294ff", "#f472b6", "#a3d14b", "#38c6e0", "#e8c547",
        ])

    private static func colours(_ palette: Palette) -> String {
        var rules = """
            .er .er-page, .er .er-ring { fill: \(palette.page); }
            .er .er-body { fill: \(palette.body); }
            .er .er-halo { stroke: \(palette.page); }
            .er .er-title, .er .er-name { fill: \(palette.ink); }
            .er .er-type, .er .er-note, .er .er-kind, .er .er-mark-text { fill: \(palette.pale); }
            .er .er-frame { stroke: \(palette.frame); }
            .er .er-thin { stroke: \(palette.thin); }
            .er .er-key { stroke: \(palette.key); }
            .er .er-legend .er-line, .er .er-legend .er-end, .er .er-legend .er-ring { stroke: \(palette.lines[0]); }
            """
        for (number, colour) in palette.lines.enumerated() {
            let group = "er-c\(number)"
            rules += "\n.er .\(group) .er-head { fill: \(colour); }"
            rules += "\n.er .\(group) .er-line, .er .\(group) .er-end, .er .\(group) .er-ring, .er .\(group) .er-rule"
            rules += " { stroke: \(colour); }"
        }
        return rules
    }
}
