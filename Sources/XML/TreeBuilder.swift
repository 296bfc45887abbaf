internal import CExpat

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
            let attribute = unsafe XMLElement.Attribute(name: Self.written(name), value: String(cString: value))
            guard attribute.value.utf8.count <= limits.textLength else { return end(for: .textTooLong) }
            read.append(attribute)
            unsafe place += 2
        }
        guard nodes <= limits.nodes else { return end(for: .tooManyNodes) }
        open.append(OpenElement(name: unsafe Self.local(name), attributes: read))
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

    /// Of `NAME`, `NAMESPACE NAME` and `NAMESPACE NAME PREFIX` the name.
    private static func local(_ name: UnsafePointer<CChar>) -> String {
        let parts = unsafe parts(name)
        return parts[min(1, parts.count - 1)]
    }

    /// Of the same the name as it was written.
    private static func written(_ name: UnsafePointer<CChar>) -> String {
        let parts = unsafe parts(name)
        return parts.count == 3 ? "\(parts[2]):\(parts[1])" : parts[parts.count - 1]
    }

    private static func parts(_ name: UnsafePointer<CChar>) -> [String] {
        let bytes = unsafe String(cString: name).utf8
        return bytes.split(separator: UInt8(CEXPAT_SEPARATOR), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
    }
}
