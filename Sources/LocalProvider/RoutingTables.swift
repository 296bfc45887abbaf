import Diagnostics
import Rollouts

/// What a router looks up for each request while two revisions are there.
///
/// Each part is a file beside HAProxy's configuration, which it reads when it starts, and entries in its memory that
/// are changed while it runs.
struct RoutingTables: Hashable {
    /// `weight`: the share of the candidates in thousandths of a percent. It has the entry at all times.
    static let shareMap = "split.map"
    /// `revision`: the one whose clients stay with it, by its cookie; without an entry none do.
    static let stickyMap = "sticky.map"
    /// Patterns of the requests that go to the candidates whatever their share.
    static let routePatterns = "routes.acl"

    let weight: Weight
    let sticky: String?
    let route: Route?

    /// Between rollouts.
    static let none = RoutingTables(weight: .none, sticky: nil, route: nil)

    var files: [(name: String, text: String)] {
        [
            (Self.shareMap, "weight \(weight.thousandths)\n"),
            (Self.stickyMap, sticky.map { "revision \($0)\n" } ?? ""),
            (Self.routePatterns, route.map { "\($0.pattern)\n" } ?? ""),
        ]
    }

    /// Writes the files that differ.
    func write(to directory: String) throws(Failure) {
        for (name, text) in files {
            let path = "\(directory)/\(name)"
            guard try Files.readIfPresent(path, limit: 1 << 16) != Array(text.utf8) else { continue }
            try Files.write(text, to: path)
        }
    }

    /// Whether a text looks anything up.
    static func areNamed(in config: String) -> Bool { config.contains(shareMap) }

    /// Has the current worker look up these.
    func put(into runtime: HAProxyRuntime) throws(Failure) {
        try runtime.setMapEntry(Self.shareMap, "weight", weight.thousandths)
        let clients = try runtime.mapEntries(Self.stickyMap)
        if clients["revision"] != sticky {
            if !clients.isEmpty { try runtime.clearMap(Self.stickyMap) }
            if let sticky { try runtime.addMapEntry(Self.stickyMap, "revision", sticky) }
        }
        let patterns = try runtime.patterns(Self.routePatterns)
        let wanted = route.map(\.pattern)
        if let wanted, !patterns.contains(wanted) { try runtime.addPattern(Self.routePatterns, wanted) }
        for pattern in patterns where pattern != wanted { try runtime.deletePattern(Self.routePatterns, pattern) }
    }

    /// How the current worker differs; nil where it does not.
    func difference(in runtime: HAProxyRuntime) throws(Failure) -> String? {
        let weights = try runtime.mapEntries(Self.shareMap)
        guard weights["weight"] == String(weight.thousandths) else {
            return "weight is \(weights["weight"] ?? "not there") in its map, and should be \(weight.thousandths)"
        }
        let clients = try runtime.mapEntries(Self.stickyMap)["revision"]
        guard clients == sticky else {
            return "clients stay with \(clients ?? "no revision"), and should with \(sticky ?? "none")"
        }
        let patterns = try runtime.patterns(Self.routePatterns)
        guard patterns == [route?.pattern].compactMap({ $0 }) else {
            return "its routes are \(patterns), and should be \(route?.pattern ?? "none")"
        }
        return nil
    }
}

extension Route {
    /// A regular expression over the lines of a request's headers, whose names HAProxy writes in lower case.
    ///
    /// A header may hold several values with commas between them (RFC 9110, section 5.6.1), a cookie header several
    /// cookies with semicolons (RFC 6265, section 4.2.1); one of them has to be the value. Whatever is no letter or
    /// digit is written by its number, so that it means itself.
    var pattern: String {
        switch carrier {
        case .header:
            let name = Self.escaped(name.lowercased())
            return "(^|\\n)\(name):([^\\n]*,)?[\\x20\\t]*\(Self.escaped(value))[\\x20\\t]*[,\\r]"
        case .cookie:
            return "(^|\\n)cookie:([^\\n]*\\x3b)?\\x20*\(Self.escaped(name))=\(Self.escaped(value))\\x20*[\\x3b\\r]"
        }
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789abcdef")
        return text.utf8.map { byte in
            let isPlain = Attributes.isWordByte(byte) || byte == UInt8(ascii: "-")
            let code = "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            return isPlain ? String(UnicodeScalar(byte)) : code
        }.joined()
    }
}
