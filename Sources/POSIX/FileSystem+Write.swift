internal import Glibc

extension FileSystem {
    /// Replaces the content of `path`, or makes it: after success the new content survives a power cut, after an error
    /// or a kill the old content is there whole.
    ///
    /// Writes a temporary file beside `path`, flushes it, renames it and flushes the directory. A symbolic link at
    /// `path` is replaced, not followed. The temporary file is removed on failure; one left by a kill is recognised by
    /// ``isTemporary(_:)``. `seams` are reached before write, flush, rename and directory flush.
    package static func writeAtomically(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600, seams: WriteSeams? = nil
    ) throws(SystemError) {
        try replace(path, mode: mode, seams: seams) { descriptor throws(SystemError) in
            try System.write(bytes, to: descriptor, path: path)
        }
    }

    /// Makes a file where there is nothing, without any promise for a power cut: for a directory that is put in place
    /// as a whole, and looked at again before it counts.
    package static func make(_ path: String, holding bytes: [UInt8], mode: UInt32) throws(SystemError) {
        let descriptor = try System.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
        let number = descriptor.number
        try System.call(.change, "fchmod", path) { Int(fchmod(number, mode)) }
        try System.write(bytes, to: descriptor, path: path)
        try System.close(descriptor, path: path)
    }

    private static func replace(
        _ path: String, mode: UInt32, seams: WriteSeams?,
        _ fill: (borrowing Descriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        let directory = parent(of: path)
        let temporary = "\(directory)/\(temporaryName(for: name(of: path)))"
        do throws(SystemError) {
            if let seams { try Seams.reach(seams.write) }
            let descriptor = try System.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            // The mode asked for, whatever the umask.
            let number = descriptor.number
            try System.call(.change, "fchmod", temporary) { Int(fchmod(number, mode)) }
            try fill(descriptor)
            if let seams { try Seams.reach(seams.flush) }
            try System.synchronise(descriptor, path: path)
            try System.close(descriptor, path: path)
            if let seam = seams?.rename { try Seams.reach(seam) }
            try System.rename(temporary, to: path)
        } catch {
            try? System.unlink(temporary)
            throw error
        }
        if let seam = seams?.directoryFlush { try Seams.reach(seam) }
        try synchroniseDirectory(directory)
    }

    /// Where ``writeAtomically(_:to:mode:seams:)`` can be stopped by a test.
    package struct WriteSeams: Sendable {
        let write, flush: Seam
        let rename, directoryFlush: Seam?

        package init(write: Seam, flush: Seam, rename: Seam? = nil, directoryFlush: Seam? = nil) {
            self.write = write
            self.flush = flush
            self.rename = rename
            self.directoryFlush = directoryFlush
        }
    }

    static func temporaryName(for name: String) -> String {
        ".\(name.prefix(100)).\(RandomBytes.hexadecimal(8)).slipway-tmp"
    }

    /// Whether a name is that of a temporary file a killed process may have left behind.
    package static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".slipway-tmp") }

    /// Flushes the entries of a directory, so that a name made or changed in it survives a power cut.
    package static func synchroniseDirectory(_ path: String) throws(SystemError) {
        let descriptor = try System.open(path, O_RDONLY | O_DIRECTORY)
        try System.synchronise(descriptor, path: path)
    }

    /// Adds `bytes` at the end of `path`, made with `mode` where it is not there, and flushes them.
    ///
    /// After an error the file is cut back to its former length where that is possible. `flush` is reached between the
    /// write and the flush.
    package static func append(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600, flush: Seam? = nil
    ) throws(SystemError) {
        let isNew = try kind(of: path) == nil
        let descriptor = try System.open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, mode: mode)
        let status = try System.status(of: descriptor, path: path)
        try requireRegular(status, path)
        do throws(SystemError) {
            try System.write(bytes, to: descriptor, path: path)
            if let flush { try Seams.reach(flush) }
            try System.synchronise(descriptor, path: path)
        } catch {
            let number = descriptor.number
            _ = try? System.call(.change, "ftruncate", path) { Int(ftruncate(number, status.st_size)) }
            throw error
        }
        try System.close(descriptor, path: path)
        if isNew { try synchroniseDirectory(parent(of: path)) }
    }

    /// Writes over the first bytes of a file in place, so that its blocks hold them, and flushes it.
    package static func overwrite(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let descriptor = try System.open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
        try System.write(bytes, to: descriptor, path: path)
        try System.synchronise(descriptor, path: path)
    }

    /// Cuts a file to `length` bytes and flushes it.
    package static func truncate(_ path: String, to length: Int) throws(SystemError) {
        let descriptor = try System.open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
        let number = descriptor.number
        try System.call(.change, "ftruncate", path) { Int(ftruncate(number, off_t(length))) }
        try System.synchronise(descriptor, path: path)
    }

    /// Makes the directory; one that is there already is fine and keeps its mode.
    package static func createDirectory(
        _ path: String, mode: UInt32 = 0o700, withParents: Bool = false
    ) throws(SystemError) {
        try System.check(path)
        do throws(SystemError) {
            try System.call(.make, "mkdir", path) { Int(unsafe mkdir(path, mode)) }
        } catch {
            if error.number == ENOENT, withParents, parent(of: path) != path {
                try createDirectory(parent(of: path), mode: mode, withParents: true)
                return try createDirectory(path, mode: mode)
            }
            var status = stat()
            guard error.number == EEXIST, unsafe stat(path, &status) == 0,
                FileKind(mode: status.st_mode) == .directory
            else { throw error }
            return
        }
        try synchroniseDirectory(parent(of: path))
    }

    /// Removes a file, a link or an empty directory; what is not there is no error.
    package static func remove(_ path: String) throws(SystemError) {
        switch try kind(of: path) {
        case nil: return
        case .directory: try System.call(.remove, "rmdir", path) { Int(unsafe rmdir(path)) }
        default: try System.unlink(path)
        }
    }

    /// Removes a file, or a directory with everything in it; links are removed, never followed.
    package static func removeTree(_ path: String) throws(SystemError) {
        if try kind(of: path) == .directory {
            for name in try list(path) { try removeTree("\(path)/\(name)") }
        }
        try remove(path)
    }

    /// Moves `source` to `target` on the same file system, replacing a file there, and flushes the target's directory.
    package static func rename(_ source: String, to target: String) throws(SystemError) {
        try System.rename(source, to: target)
        try synchroniseDirectory(parent(of: target))
    }

    /// Makes a symbolic link at `path` that holds `target`; throws EEXIST where something is there.
    package static func symlink(to target: String, at path: String) throws(SystemError) {
        try System.check(path)
        try System.check(target)
        try System.call(.link, "symlink", path) { Int(unsafe Glibc.symlink(target, path)) }
    }

    /// Copies a regular file of at most `limit` bytes in pieces, atomically at the target; without `mode` with the
    /// source's.
    ///
    /// `inspect` is handed each piece as it is written, for a digest of the very bytes that were copied.
    package static func copyFile(
        _ source: String, to target: String, mode: UInt32? = nil, limit: Int = 1 << 30,
        inspecting inspect: ([UInt8]) -> Void = { _ in }
    ) throws(SystemError) {
        var kept = mode
        if kept == nil { kept = try self.mode(of: realPath(source)) }
        try replace(target, mode: kept ?? 0o600, seams: nil) { descriptor throws(SystemError) in
            try read(source, limit: limit) { piece throws(SystemError) in
                inspect(piece)
                try System.write(piece, to: descriptor, path: target)
            }
        }
    }

    /// Gives the file at `path` a second name; throws EEXIST where something is there, EXDEV across file systems.
    package static func link(_ path: String, at name: String) throws(SystemError) {
        try System.check(path)
        try System.check(name)
        try System.call(.link, "link", name) { Int(unsafe Glibc.link(path, name)) }
        try synchroniseDirectory(parent(of: name))
    }

    package static func setMode(_ mode: UInt32, of path: String) throws(SystemError) {
        try System.check(path)
        try System.call(.change, "chmod", path) { Int(unsafe chmod(path, mode)) }
    }
}
