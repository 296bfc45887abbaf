/// Why a text is not accepted.
package enum TextProblem: Error, Sendable, Hashable {
    case blank
    /// The limit, in Unicode scalars.
    case tooLong(limit: Int)
    /// A control character, a line separator or a character that turns the direction of writing.
    case unprintable(Unicode.Scalar)
}

/// What a line of text written by a user must look like, counted in Unicode scalars.
package struct TextRule: Sendable, Hashable {
    package let limit: Int

    package static let description = TextRule(limit: 500)
    package static let category = TextRule(limit: 64)

    /// Accepts 1...``limit`` scalars of one printable line that is not blank.
    package func check(_ text: String) throws(TextProblem) {
        var count = 0
        var isBlank = true
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= limit else { throw .tooLong(limit: limit) }
            guard !TextRule.isRefused(scalar) else { throw .unprintable(scalar) }
            if isBlank, !scalar.properties.isWhitespace { isBlank = false }
        }
        if isBlank { throw .blank }
    }

    /// C0, DEL and C1 forge log lines and terminals; U+2028 and U+2029 break lines; the directional overrides and
    /// isolates show a reader another text than the one stored.
    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// ``isRefused(_:)`` and blankness as an ECMA-262 regular expression, for the published schema.
    package static let pattern =
        #"^[^\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]*"#
        + #"[^\u0000-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028-\u202F\u205F\u2066-\u2069\u3000]"#
        + #"[^\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]*$"#
}
