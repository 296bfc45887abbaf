/// The shared libraries that a program asks for by name (System V ABI, "Dynamic Section", DT_NEEDED).
package enum SharedLibraries {
    private static let loadSegment: UInt64 = 1
    private static let dynamicSegment: UInt64 = 2
    private static let neededTag: UInt64 = 1
    private static let stringTableTag: UInt64 = 5
    /// No program asks for more; a file that does is damaged.
    private static let limit = 1_000

    /// Their names in the order of the file; none for a static program.
    ///
    /// Nil for what is no 64-bit little-endian ELF file, or one whose tables lead outside of it.
    package static func needed(by program: [UInt8]) -> [String]? {
        let file = Bytes(bytes: program)
        guard program.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let table = file.integer(at: 32, 8),
            let size = file.integer(at: 54, 2), let count = file.integer(at: 56, 2), size >= 56
        else { return nil }
        var loads: [(address: UInt64, size: UInt64, offset: UInt64)] = []
        var dynamic: (offset: UInt64, size: UInt64)?
        for index in 0..<count {
            let (start, overflow) = table.addingReportingOverflow(index * size)
            guard !overflow, let kind = file.integer(at: start, 4), let offset = file.integer(at: start + 8, 8),
                let address = file.integer(at: start + 16, 8), let size = file.integer(at: start + 32, 8)
            else { return nil }
            if kind == loadSegment { loads.append((address, size, offset)) }
            if kind == dynamicSegment { dynamic = (offset, size) }
        }
        guard let dynamic else { return [] }
        var names: [UInt64] = []
        var strings: UInt64?
        for index in 0..<min(dynamic.size / 16, 100_000) {
            let (entry, overflow) = dynamic.offset.addingReportingOverflow(index * 16)
            guard !overflow, let tag = file.integer(at: entry, 8), let value = file.integer(at: entry + 8, 8) else {
                return nil
            }
            if tag == 0 { break }
            if tag == neededTag { names.append(value) }
            if tag == stringTableTag { strings = value }
        }
        guard names.count <= limit else { return nil }
        guard !names.isEmpty else { return [] }
        // The string table is told by its address in memory.
        guard let strings,
            let segment = loads.first(where: { $0.address <= strings && strings - $0.address < $0.size })
        else { return nil }
        let (base, overflow) = segment.offset.addingReportingOverflow(strings - segment.address)
        guard !overflow else { return nil }
        let texts = names.compactMap { file.text(at: base, plus: $0) }
        return texts.count == names.count ? texts : nil
    }

    private struct Bytes {
        let bytes: [UInt8]

        /// The little-endian integer of `width` bytes at `offset`; nil beyond the end.
        func integer(at offset: UInt64, _ width: Int) -> UInt64? {
            guard let start = Int(exactly: offset), start <= bytes.count - width else { return nil }
            return (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(bytes[start + $1]) }
        }

        func text(at base: UInt64, plus offset: UInt64) -> String? {
            let (place, overflow) = base.addingReportingOverflow(offset)
            guard !overflow, let start = Int(exactly: place), start < bytes.count,
                let end = bytes[start...].prefix(4_096).firstIndex(of: 0)
            else { return nil }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }
}
