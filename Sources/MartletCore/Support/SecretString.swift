/// Text that must never be shown: it prints as `***` everywhere, also in a debugger's or a crash's dump.
public struct SecretString: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// Keeps `value` from being shown.
    public init(_ value: String) { self.value = value }

    /// The text itself, for the one place that hands it on.
    ///
    /// Never put it into a message.
    public var revealed: String { value }

    /// Whether there is no text at all.
    public var isEmpty: Bool { value.isEmpty }

    /// Three asterisks.
    public var description: String { "***" }
    /// Three asterisks.
    public var debugDescription: String { "***" }
    /// A mirror without children that shows as `***`.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
