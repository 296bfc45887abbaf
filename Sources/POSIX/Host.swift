internal import Glibc
internal import Synchronization

/// Facts about this machine and the user this process runs as.
package enum Host {
    /// The host's name, as `hostname` prints it.
    package static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The effective user's number.
    package static var userID: UInt32 { geteuid() }

    /// The effective group's number.
    package static var groupID: UInt32 { getegid() }

    /// The effective user's name, or its number where it has none.
    package static var userName: String {
        var record = unsafe passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard unsafe getpwuid_r(geteuid(), &record, &buffer, buffer.count, &result) == 0, unsafe result != nil,
            let name = unsafe record.pw_name
        else { return String(geteuid()) }
        return unsafe String(cString: name)
    }

    /// The number no process can have or exceed (proc(5), pid_max); nil where it is not told.
    package static var highestProcessID: Int? {
        pseudoFile("/proc/sys/kernel/pid_max").flatMap { Int($0.prefix { $0 != "\n" }) }
    }

    /// The identity of this start of the machine, which no process lives longer than.
    package static func bootID() throws(SystemError) -> String {
        if let known = knownBootID.withLock({ $0 }) { return known }
        let path = "/proc/sys/kernel/random/boot_id"
        guard let text = pseudoFile(path) else { throw SystemError("read", path, errno) }
        let found = String(text.prefix { $0 != "\n" })
        knownBootID.withLock { $0 = found }
        return found
    }

    /// Only what was read: a failure, for want of a descriptor say, is over a moment later.
    private static let knownBootID = Mutex<String?>(nil)

    /// A small file of `/proc`, whose size is not known before it is read. Not subject to planned faults: it is no
    /// storage.
    static func pseudoFile(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 65_536 {
            let length = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if length < 0, errno == EINTR { continue }
            guard length >= 0 else { return nil }
            if length == 0 { break }
            bytes += buffer.prefix(length)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
