/// What libcurl asks for while an exchange goes on.
@safe final class Flow {
    let length: Int?
    let isCancelled: (@Sendable () -> Bool)?
    private let next: () -> [UInt8]?
    private var piece: ArraySlice<UInt8> = []

    init(_ upload: HTTPUpload?, _ isCancelled: (@Sendable () -> Bool)?) {
        length = upload?.length
        self.isCancelled = isCancelled
        next = upload?.open() ?? { [] }
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> Flow? {
        unsafe context.map { unsafe Unmanaged<Flow>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Writes at most `capacity` bytes; 0 at the end, -1 to give up.
    func fill(_ buffer: UnsafeMutablePointer<UInt8>?, _ capacity: Int) -> Int {
        if piece.isEmpty {
            guard let more = next() else { return -1 }
            piece = more[...]
        }
        let count = min(capacity, piece.count)
        guard let buffer = unsafe buffer, count > 0 else { return 0 }
        unsafe piece.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { unsafe buffer.update(from: base, count: count) }
        }
        piece = piece.dropFirst(count)
        return count
    }
}
