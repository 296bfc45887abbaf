internal import Glibc

/// An exclusive advisory lock on a file (flock(2)), gone at the latest when its process ends.
package struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = Glibc.close(descriptor) }

    /// Takes the lock on `path`, which is made where it is not there; nil where another holds it.
    package static func tryAcquire(_ path: String) throws(SystemError) -> FileLock? {
        let file = try System.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o600)
        let number = file.number
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw SystemError("flock", path, errno)
        }
        // Whoever held it may have removed the file meanwhile; a lock on a file without a name excludes nobody.
        var held = stat()
        var named = stat()
        guard unsafe fstat(number, &held) == 0, unsafe stat(path, &named) == 0, held.st_ino == named.st_ino else {
            return nil
        }
        return FileLock(descriptor: file.release())
    }

    /// Takes the lock on `path` as soon as it is free; nil where another holds it until the deadline.
    package static func acquire(_ path: String, by deadline: Deadline) throws(SystemError) -> FileLock? {
        while true {
            if let lock = try tryAcquire(path) { return lock }
            if deadline.hasPassed { return nil }
            Pause.sleep(for: .milliseconds(2))
        }
    }
}
