import XML

/// What the XML reader accepts survives being written, and is refused where it exceeds a limit and only there;
/// everything else is refused with a place.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzXML(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let root: XMLElement
    do {
        root = try XMLReader.parse(bytes)
    } catch {
        precondition(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
        precondition(error.reason != .libraryMissing, "nothing is read without libexpat")
        return 0
    }
    let again = try? XMLReader.parse(Array(written(root).utf8))
    precondition(again == root, "what was written reads back as something else")
    checkLimits(bytes, root)
    return 0
}

/// Reads it again with limits so narrow that they are often met.
private func checkLimits(_ bytes: [UInt8], _ root: XMLElement) {
    let limits = XMLLimits(bytes: 1000, depth: 3, nodes: 12, textLength: 16)
    let isTooDeep = depth(of: root) > limits.depth
    let isTooLong = longestText(in: root) > limits.textLength
    do {
        let again = try XMLReader.parse(bytes, limits: limits)
        precondition(again == root && bytes.count <= limits.bytes && !isTooDeep && !isTooLong)
        precondition(nodes(in: root) <= limits.nodes)
    } catch {
        switch error.reason {
        case .tooLarge: precondition(bytes.count > limits.bytes)
        case .tooDeep: precondition(isTooDeep)
        // Declarations of namespaces count, too, and are not in the tree.
        case .tooManyNodes, .textTooLong: break
        default: preconditionFailure("a limit makes it something else than too much: \(error)")
        }
    }
}

private func depth(of element: XMLElement) -> Int { 1 + (element.children.map(depth).max() ?? 0) }

private func nodes(in element: XMLElement) -> Int {
    element.children.map(nodes).reduce(1 + element.attributes.count, +)
}

private func longestText(in element: XMLElement) -> Int {
    let own = max(element.text.utf8.count, element.attributes.map(\.value.utf8.count).max() ?? 0)
    return element.children.map(longestText).reduce(own, max)
}

/// With a prefix before each name, since names may begin with what only a prefix lets stand there.
private func written(_ element: XMLElement) -> String {
    precondition(!element.name.isEmpty && element.attributes.allSatisfy { !$0.name.isEmpty })
    let attributes = element.attributes.map { " \($0.name)='\(escaped($0.value))'" }.joined()
    let content = escaped(element.text) + element.children.map(written).joined()
    return "<p:\(element.name)\(attributes)>\(content)</p:\(element.name)>"
}

private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "&#\($0.value);" }.joined()
}
