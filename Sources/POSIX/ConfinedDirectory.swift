internal import CPOSIX
internal import Glibc

/// A directory that paths from a user's file cannot leave.
///
/// Refused: absolute paths, `..`, control characters and NUL, backslashes, symbolic links that lead out (also ones
/// swapped in while the path is looked up: the kernel confines every step, openat2(2) with RESOLVE_BENEATH), files
/// with a second hard link, and everything that is no regular file. Links that stay inside are followed. Needs Linux
/// 5.6.
package final class ConfinedDirectory: Sendable {
    /// As the caller named it, for messages.
    package let root: String
    private let descriptor: Int32

    /// Opens the directory; throws where it is none.
    package init(_ root: String) throws(SystemError) {
        descriptor = try System.open(root, System.pathOnly | O_DIRECTORY).release()
        self.root = root
    }

    deinit { _ = close(descriptor) }

    /// The bytes of a regular file of at most `limit` bytes.
    package func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let clean = try check(path)
        let name = "\(root)/\(clean)"
        // Looked at before it is opened: opening a device or a pipe can already have an effect.
        let found = try open(clean, System.pathOnly, name)
        try requireSingleFile(try System.status(of: found, path: name), name)
        let file = try open(clean, O_RDONLY | O_NONBLOCK | O_NOCTTY, name)
        try requireSingleFile(try System.status(of: file, path: name), name)
        return try FileSystem.contents(of: file, path: name, limit: limit)
    }

    /// What the path names after links inside are followed; nil where there is nothing.
    package func kind(of path: String) throws(SystemError) -> FileKind? {
        let clean = try check(path)
        let name = "\(root)/\(clean)"
        do throws(SystemError) {
            let found = try open(clean, System.pathOnly, name)
            return FileKind(mode: try System.status(of: found, path: name).st_mode)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The names in a directory below the root (`.` for the root itself), in byte order.
    package func list(_ path: String = ".") throws(SystemError) -> [String] {
        let clean = try check(path, allowingRoot: true)
        let name = "\(root)/\(clean)"
        let directory = try open(clean, O_RDONLY | O_DIRECTORY, name)
        return try FileSystem.names(in: directory, path: name)
    }

    /// Replaces or makes a file, as ``FileSystem/writeAtomically(_:to:mode:seams:)`` does, with the directories above.
    ///
    /// A symbolic link in the file's place is replaced; one in place of a directory must stay inside.
    package func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(SystemError) {
        let clean = try check(path)
        let name = "\(root)/\(clean)"
        let file = FileSystem.name(of: clean)
        let directory = try makeDirectories(FileSystem.parent(of: clean), name)
        let temporary = FileSystem.temporaryName(for: file)
        let parent = directory.number
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let number = Int32(
                try System.call(.create, "openat", name) { Int(unsafe openat(parent, temporary, flags, mode)) })
            let output = Descriptor(owning: number)
            try System.call(.change, "fchmod", name) { Int(fchmod(number, mode)) }
            try System.write(bytes, to: output, path: name)
            try System.synchronise(output, path: name)
            try System.close(output, path: name)
            try System.call(.rename, "rename", name) { Int(unsafe renameat(parent, temporary, parent, file)) }
        } catch {
            _ = try? System.call(.remove, "unlink", name) { Int(unsafe unlinkat(parent, temporary, 0)) }
            throw error
        }
        try synchronise(directory, name)
    }

    /// Opens a directory below the root, making what is missing of it.
    private func makeDirectories(_ path: String, _ name: String) throws(SystemError) -> Descriptor {
        var walked = ""
        var current = try open(".", O_RDONLY | O_DIRECTORY, name)
        for part in path.split(separator: "/") where part != "." {
            walked += walked.isEmpty ? String(part) : "/\(part)"
            let parent = current.number
            let result = unsafe mkdirat(parent, String(part), 0o700)
            if result == 0 {
                try synchronise(current, name)
            } else if errno != EEXIST {
                throw SystemError("mkdir", "\(root)/\(walked)", errno)
            }
            // From the root again, so that a link in the middle is judged against the root and not against its parent.
            current = try open(walked, O_RDONLY | O_DIRECTORY, name)
        }
        return current
    }

    private func synchronise(_ directory: borrowing Descriptor, _ name: String) throws(SystemError) {
        try System.synchronise(directory, path: FileSystem.parent(of: name))
    }

    private func open(_ path: String, _ flags: Int32, _ name: String) throws(SystemError) -> Descriptor {
        let root = descriptor
        do throws(SystemError) {
            let number = try System.call(flags & System.pathOnly != 0 ? .examine : .open, "open", name) {
                let result = unsafe cposix_open_beneath(root, path, flags, 0)
                guard result < 0 else { return Int(result) }
                errno = -result
                return -1
            }
            return Descriptor(owning: Int32(number))
        } catch {
            switch error.number {
            // The kernel's word for a link that leads out of the root.
            case EXDEV: throw SystemError("open", name, EXDEV, detail: "leads out of \(self.root)")
            case ELOOP: throw SystemError("open", name, ELOOP, detail: "is an endless chain of links, or a magic one")
            default: throw error
            }
        }
    }

    private func requireSingleFile(_ status: stat, _ name: String) throws(SystemError) {
        try FileSystem.requireRegular(status, name)
        guard status.st_nlink <= 1 else {
            throw SystemError("open", name, EMLINK, detail: "has a second hard link, which may lie elsewhere")
        }
    }

    /// The path without empty and `.` components; throws where its text alone is reason to refuse it.
    private func check(_ path: String, allowingRoot: Bool = false) throws(SystemError) -> String {
        func refusal(_ detail: String) -> SystemError {
            let shown = path.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : String($0) }.joined()
            return SystemError("open", shown, EINVAL, detail: detail)
        }
        guard !path.isEmpty else { throw refusal("the path is empty") }
        guard path.utf8.count <= 4095 else { throw refusal("the path is longer than 4095 bytes") }
        for scalar in path.unicodeScalars {
            if scalar.value < 32 || (127..<160).contains(scalar.value) {
                throw refusal("the path holds a control character")
            }
            if scalar == "\\" { throw refusal("the path holds a backslash; separate directories with /") }
        }
        guard !path.hasPrefix("/") else { throw refusal("the path is absolute; it must be relative to \(root)") }
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else { throw refusal("the path holds \"..\", which could leave \(root)") }
        guard allowingRoot || (!parts.isEmpty && !path.hasSuffix("/")) else { throw refusal("the path names no file") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
