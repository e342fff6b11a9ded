@_exported public import MartletCore

// The places that diagnostics name.
@_exported public import struct SQLText.SourceLocation
@_exported public import struct SQLText.SourcePosition
