/// A stretch of normalised text in memory, part of a text that may be larger than memory.
public struct TextWindow {
    /// The bytes.
    ///
    /// One writable byte follows them, so that a C string can be ended in place.
    public let bytes: UnsafeMutableBufferPointer<UInt8>
    /// Where the first of them stands in the whole normalised text.
    public let offset: Int
    /// Whether the text ends with this window.
    public let isFinal: Bool

    /// The part of the window that lies in a section, as if the text were no more than that; `nil` if none does.
    func part(of section: Range<Int>?) -> TextWindow? {
        guard let section else { return self }
        let end = offset + bytes.count
        guard offset < section.upperBound, section.lowerBound < end else { return nil }
        let range = max(section.lowerBound, offset)..<min(section.upperBound, end)
        let slice = bytes[(range.lowerBound - offset)..<(range.upperBound - offset)]
        return TextWindow(
            bytes: UnsafeMutableBufferPointer(rebasing: slice), offset: range.lowerBound,
            isFinal: isFinal || section.upperBound <= end)
    }
}

/// Reads a text of any size through a window: normalised and validated on the way, every byte copied once.
public struct TextWindows: Sendable {
    /// The size of the window, until something in the text does not fit.
    public let windowBytes: Int

    /// Makes a reader; a window has room for a byte order mark at least.
    public init(windowBytes: Int = 1 << 20) { self.windowBytes = max(windowBytes, 3) }

    /// Calls `body` with window after window, until the text ends.
    ///
    /// - `read` fills a buffer as `read(2)` does: how many bytes, 0 at the end.
    /// - `observe` sees every normalised byte exactly once and in order: the place to hash what is run.
    /// - `body` says how many bytes it has done with. The rest comes again, with more behind it; a window of which
    ///   nothing was taken is doubled.
    public func run(
        read: (UnsafeMutableRawBufferPointer) throws -> Int,
        observe: (UnsafeBufferPointer<UInt8>) throws -> Void = { _ in },
        body: (TextWindow) throws -> Int
    ) throws {
        var memory = WindowMemory(capacity: windowBytes)
        while true {
            try memory.fill(read: read, observe: observe)
            let window = memory.window
            let done = try body(window)
            if window.isFinal { return }
            memory.discard(done)
            if done == 0 { memory.grow() }
        }
    }
}

/// The memory behind a window.
private struct WindowMemory: ~Copyable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0
    private var offset = 0
    private var isAtEnd = false
    private var normalizer: TextNormalizer?

    init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity + 1)
    }

    deinit { bytes.deallocate() }

    var window: TextWindow {
        TextWindow(bytes: UnsafeMutableBufferPointer(start: bytes, count: count), offset: offset, isFinal: isAtEnd)
    }

    /// Reads until the window is full or the text ends: a half-filled window would be looked at twice.
    mutating func fill(
        read: (UnsafeMutableRawBufferPointer) throws -> Int,
        observe: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        if normalizer == nil {
            let head = try readRaw(upTo: 3, read: read)
            let mark = try TextNormalizer.byteOrderMark(in: UnsafeBufferPointer(start: bytes, count: head))
            normalizer = TextNormalizer(byteOrderMark: mark)
            try append(raw: mark..<head, observe: observe)
        }
        while count < capacity, !isAtEnd {
            let fresh = try readRaw(upTo: capacity, stopsShort: true, read: read)
            try append(raw: count..<count + fresh, observe: observe)
        }
        bytes[count] = 0
        if isAtEnd { try normalizer?.finish() }
    }

    /// Reads behind the bytes that are there, and says how many; notes the end.
    private mutating func readRaw(
        upTo limit: Int, stopsShort: Bool = false, read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Int {
        var fresh = 0
        while count + fresh < limit {
            let room = UnsafeMutableRawBufferPointer(start: bytes + count + fresh, count: limit - count - fresh)
            let got = try read(room)
            if got <= 0 {
                isAtEnd = true
                break
            }
            fresh += got
            if stopsShort { break }
        }
        return fresh
    }

    private mutating func append(raw: Range<Int>, observe: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        let input = UnsafeBufferPointer(start: UnsafePointer(bytes + raw.lowerBound), count: raw.count)
        let written = try normalizer?.normalize(input, into: bytes + count) ?? 0
        if written > 0 { try observe(UnsafeBufferPointer(start: bytes + count, count: written)) }
        count += written
    }

    mutating func discard(_ done: Int) {
        guard done > 0 else { return }
        bytes.update(from: bytes + done, count: count - done)
        count -= done
        offset += done
    }

    mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 1)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
        capacity *= 2
    }
}
