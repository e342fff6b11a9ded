/// A small, fast random generator whose every sequence can be had again from its seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Begins a sequence.
    public init(seed: UInt64) { state = seed }

    /// The next number of the sequence.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of several.
    public mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }

    /// Whether something happens that does so in so many cases of a hundred.
    public mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }

    /// A number from 0 up to a limit.
    public mutating func upTo(_ limit: Int) -> Int { Int(next() % UInt64(limit + 1)) }
}
