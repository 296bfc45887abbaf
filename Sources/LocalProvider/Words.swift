/// Lines, words and cells of what programs write, split at ASCII bytes: to split by `Character` takes far longer.
extension Substring {
    func pieces(omittingEmpty: Bool, _ isSeparator: (UInt8) -> Bool) -> [Substring] {
        utf8.split(omittingEmptySubsequences: omittingEmpty, whereSeparator: isSeparator).map { Substring($0) }
    }

    /// Split as isspace(3) has it in the C locale.
    var words: [Substring] { pieces(omittingEmpty: true) { $0 == 0x20 || (0x09...0x0d).contains($0) } }
}

extension String {
    /// Without empty ones.
    var lines: [Substring] { self[...].pieces(omittingEmpty: true) { $0 == 0x0a } }
}
