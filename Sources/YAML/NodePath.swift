/// A path of keys and positions into a node, as people write it: `spec.ports.0`, `labels["app.kubernetes.io/name"]`.
///
/// An item of a list is meant by its position, or by its `name` where it is a mapping that has one.
package struct NodePath: Sendable, Hashable, CustomStringConvertible {
    package let parts: [String]

    package init(_ parts: [String]) { self.parts = parts }

    /// Nil where a bracket or a quotation mark is not closed, or a part is empty.
    package init?(_ text: String) {
        var parts: [String] = []
        var part = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case ".":
                guard !part.isEmpty, !rest.isEmpty else { return nil }
                parts.append(part)
                part = ""
            case "[":
                if !part.isEmpty { parts.append(part) }
                part = ""
                guard let quoted = Self.quoted(&rest) else { return nil }
                parts.append(quoted)
                guard rest.isEmpty || rest.first == "." || rest.first == "[" else { return nil }
                if rest.first == "." {
                    rest.removeFirst()
                    guard let next = rest.first, next != ".", next != "[" else { return nil }
                }
            default: part.unicodeScalars.append(scalar)
            }
        }
        if !part.isEmpty { parts.append(part) }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// The text after an opening bracket: `"…"]`, with `\"` and `\\`.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.popFirst() == "\"" else { return nil }
        var text = ""
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return rest.popFirst() == "]" ? text : nil
            case "\\":
                guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { return nil }
                text.unicodeScalars.append(escaped)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return nil
    }

    /// The spelling that reads back to the same path.
    package var description: String {
        var text = ""
        for part in parts {
            if part.isEmpty || part.unicodeScalars.contains(where: { ".[]\"".unicodeScalars.contains($0) }) {
                let escaped = part.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
                text += "[\"\(escaped)\"]"
            } else {
                text += (text.isEmpty ? "" : ".") + part
            }
        }
        return text
    }
}

extension Node {
    /// The node at a path of keys, positions and names of list items; nil where nothing is.
    package func at(_ path: some Collection<String>) -> Node? {
        guard let part = path.first else { return self }
        guard let items = sequence else { return self[part]?.at(path.dropFirst()) }
        if let index = Int(part), items.indices.contains(index) { return items[index].at(path.dropFirst()) }
        return items.first { $0.itemName == part }?.at(path.dropFirst())
    }

    /// What an item of a list is called: the text of its key `name`.
    package var itemName: String? { self["name"]?.scalar.flatMap { $0.kind == .string ? $0.text : nil } }
}
