package import Diagnostics

/// The problems a JSON text can have, E0150 to E0169.
package enum JSONCodes {
    package static let syntax = DiagnosticCode(
        "E0150", "not valid JSON",
        """
        The text breaks the grammar of RFC 8259 at the position given. Usual causes are a missing or a surplus \
        comma, single quotes, a comment, a member name without quotes, `NaN`, `True`, or a file that is YAML or JSON \
        with comments and not JSON. Nothing of the text was used.
        """)
    package static let truncated = DiagnosticCode(
        "E0151", "JSON text ends too early",
        """
        The text stops inside a value: a bracket, a brace or a quote is never closed. A file written by a process \
        that was killed, a full disk, or a response cut off on the way look like this. Make or fetch the file again; \
        where it was written by hand, look for the opening bracket, brace or quote without a partner.
        """)
    package static let trailing = DiagnosticCode(
        "E0152", "text after the JSON value",
        """
        A JSON text is one value and nothing more. A second document, a log line or a stray bracket follows here. \
        Files with one value per line (JSON lines) must be read line by line.
        """)
    package static let duplicateName = DiagnosticCode(
        "E0153", "duplicate member name",
        """
        An object names the same member twice. RFC 8259 leaves open which of the two counts, and readers differ: a \
        reviewer could see one value and the machine use the other. So such a text is refused; both positions are \
        given.
        """)
    package static let encoding = DiagnosticCode(
        "E0154", "JSON is not UTF-8",
        """
        A string holds bytes that are no well-formed UTF-8 (RFC 3629): text saved in Latin-1 or Windows-1252, binary \
        data, or a character cut in half. Convert the file to UTF-8; carry binary data in base64.
        """)
    package static let string = DiagnosticCode(
        "E0155", "invalid JSON string",
        """
        Inside a string, control characters (U+0000 to U+001F, so line breaks and tabs too) must be written as \
        escapes, and a backslash begins one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX. A Windows path needs its \
        backslashes doubled.
        """)
    package static let surrogate = DiagnosticCode(
        "E0156", "lone surrogate in a JSON string",
        """
        Characters above U+FFFF are written as two \\u escapes, a high surrogate (D800 to DBFF) and then a low one \
        (DC00 to DFFF). One half alone stands for no character and cannot be kept in any UTF-8 text.
        """)
    package static let number = DiagnosticCode(
        "E0157", "invalid JSON number",
        """
        A number is an optional minus, digits without leading zeros, and optionally a fraction and an exponent, each \
        with at least one digit: -12, 0.5, 6.02e23. `+1`, `.5`, `1.`, `0x10` and `007` are not numbers. Account \
        numbers and versions, where zeros count, belong in strings.
        """)
    package static let limit = DiagnosticCode(
        "E0158", "JSON text too large",
        """
        Every text is read within limits on its bytes, its nesting, the number of its values and the length of one \
        number, so that a hostile or broken file cannot take the memory or the stack. The message names the limit. \
        Files Slipway writes stay far below; look for what made this one grow.
        """)
    package static let byteOrderMark = DiagnosticCode(
        "E0159", "byte order mark before JSON",
        """
        The file begins with the bytes of a byte order mark (EF BB BF for UTF-8, FE FF or FF FE for UTF-16). RFC \
        8259 section 8.1 forbids writing one, and JSON between systems is UTF-8. Save the file as UTF-8 without BOM.
        """)

    package static let all: [DiagnosticCode] = [
        syntax, truncated, trailing, duplicateName, encoding, string, surrogate, number, limit, byteOrderMark,
    ]
}
