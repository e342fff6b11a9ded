import MartletCore
import SchemaModel

/// What differs between two schemas, a change a line.
enum DifferenceText {
    static func lines(_ report: DifferenceReport) -> [StyledText] {
        let difference = report.difference
        let lines = changes(difference)
        guard difference.isEmpty else { return lines + [summary(difference)] }
        return lines + ["\("✓", .green) \(report.from) and \(report.to) have the same schema"]
    }

    /// The changes, in their colours.
    static func changes(_ difference: SchemaDifference) -> [StyledText] { difference.lines.map(styled) }

    /// What is not the same on two engines.
    static func lines(_ parity: SchemaParity, _ first: String, _ second: String) -> [StyledText] {
        let lines = parity.lines.map(styled)
        if parity.isEmpty { return lines + ["\("✓", .green) \(first) and \(second) mean the same"] }
        var parts: [String] = []
        if !parity.differences.isEmpty { parts.append("\(parity.differences.count) different") }
        if !parity.judgements.isEmpty { parts.append("\(parity.judgements.count) to judge") }
        if !parity.omissions.isEmpty { parts.append("\(parity.omissions.count) not compared") }
        return lines + ["\(parts.joined(separator: ", "))"]
    }

    /// Asks whether what went and what came are the same.
    static func question(_ hint: RenameHint) -> StyledText {
        let old = hint.column.map { "the column \(hint.table).\($0)" } ?? "the table \(hint.table)"
        return "Has \(old) become \("\(hint.newName)", .bold), with its data? [y/N]"
    }

    private static func styled(_ line: String) -> StyledText {
        switch line.drop(while: { $0 == " " }).first {
        case "+": "\(line, .green)"
        case "-": "\(line, .red)"
        case "~", "?": "\(line, .yellow)"
        default: "\(line)"
        }
    }

    private static func summary(_ difference: SchemaDifference) -> StyledText {
        let counts = [(SchemaChange.Action.added, "added"), (.removed, "removed"), (.changed, "changed")].compactMap {
            action, word in
            let count = difference.changes.count { $0.action == action }
            return count > 0 ? "\(count) \(word)" : nil
        }
        let counted = counts.joined(separator: ", ")
        return difference.isLeftAlone
            ? "\(counted), in the order of columns or in rights alone: --sql and --check leave those alone"
            : "\(counted); --sql writes the statements"
    }
}
