/// An element of a document, with what stands in it.
package struct XMLElement: Sendable, Hashable {
    package struct Attribute: Sendable, Hashable {
        /// As written, with its prefix.
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Without prefix, whatever its namespace.
    package let name: String
    /// In the order written; declarations of namespaces (`xmlns`) are not among them.
    package let attributes: [Attribute]
    /// All character data directly in it, joined and not trimmed; that of its children is theirs.
    package let text: String
    /// In the order written.
    package let children: [XMLElement]

    package init(name: String, attributes: [Attribute] = [], text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    /// The first child of that name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The children of that name, in the order written.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text of the element found by going from child to child, of each name the first; nil where there is none.
    package func text(at path: String...) -> String? {
        var element = self
        for name in path {
            guard let child = element[name] else { return nil }
            element = child
        }
        return element.text
    }
}
