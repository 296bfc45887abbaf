/// Makes a tree of what libexpat calls out, and ends the reading where that exceeds a limit.
struct TreeBuilder {
    private struct OpenElement {
        let name: String
        let attributes: [XMLElement.Attribute]
        var text: [UInt8] = []
        var children: [XMLElement] = []

        var closed: XMLElement {
            XMLElement(
                name: name, attributes: attributes, text: String(decoding: text, as: UTF8.self), children: children)
        }
    }

    private let limits: XMLLimits
    private var open: [OpenElement] = []
    private var nodes = 0

    /// The root, once it was closed.
    private(set) var root: XMLElement?
    /// Why the reading was ended from here.
    private(set) var excess: XMLError.Reason?

    init(limits: XMLLimits) { self.limits = limits }

    /// The builder that libexpat was given.
    static func at(_ context: UnsafeMutableRawPointer) -> UnsafeMutablePointer<TreeBuilder> {
        unsafe context.assumingMemoryBound(to: TreeBuilder.self)
    }

    /// Opens an element; false to end the reading.
    mutating func start(_ name: UnsafePointer<CChar>, _ attributes: UnsafePointer<UnsafePointer<CChar>?>) -> Bool {
        guard open.count < limits.depth else { return end(for: .tooDeep) }
        nodes += 1
        var read: [XMLElement.Attribute] = []
        var place = unsafe attributes
        while let name = unsafe place[0], let value = unsafe place[1] {
            nodes += 1
            guard nodes <= limits.nodes else { break }
            let (name, value) = unsafe (String(cString: name), String(cString: value))
            guard value.utf8.count <= limits.textLength else { return end(for: .textTooLong) }
            if name != "xmlns", !name.hasPrefix("xmlns:") {
                read.append(XMLElement.Attribute(name: name, value: value))
            }
            unsafe place += 2
        }
        guard nodes <= limits.nodes else { return end(for: .tooManyNodes) }
        open.append(OpenElement(name: Self.local(unsafe String(cString: name)), attributes: read))
        return true
    }

    /// Adds to the text of the element that was opened last; false to end the reading.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let last = open.count - 1
        guard last >= 0 else { return true }
        guard bytes.count <= limits.textLength - open[last].text.count else { return end(for: .textTooLong) }
        unsafe open[last].text.append(contentsOf: bytes)
        return true
    }

    /// Closes the element that was opened last.
    mutating func end() {
        guard let element = open.popLast()?.closed else { return }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }

    private mutating func end(for reason: XMLError.Reason) -> Bool {
        excess = reason
        return false
    }

    /// Without prefix.
    private static func local(_ name: String) -> String {
        let rest = name.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return rest.isEmpty ? name : String(Substring(rest))
    }
}
