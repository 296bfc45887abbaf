internal import Glibc

/// An open file descriptor, closed when its owner goes.
struct Descriptor: ~Copyable {
    let number: Int32

    /// Takes ownership of `number`.
    init(owning number: Int32) { self.number = number }

    deinit { _ = Glibc.close(number) }

    /// Gives the descriptor up to the caller, who closes it.
    consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }
}
