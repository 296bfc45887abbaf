import Diagnostics
import JSON
import Manifests
import POSIX

/// A directory of one build's own, with what goes into the engine and comes out of it.
struct ImageScratch {
    private let project: Project
    private let environment: String
    private let path: String

    /// Makes it beside the records, on the file system that has room for images.
    init(of environment: String, in project: Project) throws(Failure) {
        let directory = ImageRecord.directory(of: environment)
        self.project = project
        self.environment = environment
        do throws(SystemError) {
            // Absolute: engines read some paths from the context on.
            path = try FileSystem.absolutePath(
                project.path(of: "\(directory)/.build-\(RandomBytes.hexadecimal(6))"))
            try FileSystem.createDirectory("\(path)/files", withParents: true)
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
    }

    func at(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a Dockerfile and the file to ignore by where the engine reads them; gives the bytes of the first.
    func write(_ documents: [Document], _ name: String) throws(Failure) -> [UInt8] {
        func bytes(_ path: String) throws(Failure) -> [UInt8] {
            guard let document = documents.first(where: { $0.path == path }) else {
                throw Failure(
                    CommandCodes.unknownDocument, "\(environment) has no document \(path).",
                    help: "a file of that name below templates/ takes the place of Slipway's own, and may be empty")
            }
            return document.bytes
        }
        let dockerfile = try bytes(name)
        let ignored = try bytes("\(name).dockerignore")
        do throws(SystemError) {
            try FileSystem.writeAtomically(dockerfile, to: at("Dockerfile"))
            try FileSystem.writeAtomically(ignored, to: at("Dockerfile.dockerignore"))
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
        return dockerfile
    }

    /// Makes `record` the one of the image built last.
    func keep(_ record: ImageRecord, as part: ImageSubject.Part) throws(Failure) {
        let path = project.path(of: ImageRecord.path(of: environment, part))
        do throws(SystemError) {
            try Seams.reach(.reportWrite)
            try FileSystem.writeAtomically(record.json.bytes(pretty: true) + [0x0A], to: path, mode: 0o644)
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
    }

    func remove() { try? FileSystem.removeTree(path) }
}

extension Session {
    /// CI systems end jobs that are silent for long.
    private static let heartbeat = Duration.seconds(30)

    /// Does what takes long, and says every 30 s that it is still under way.
    func waiting<Result>(
        for words: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let started = Instant.now
        let ticker = RepeatingThread(every: Self.heartbeat) {
            tell("\(words) (\(Instant.now.since(started).components.seconds) s)...\n")
            return true
        }
        defer { ticker?.stop() }
        return try body()
    }

    /// Does what leaves nothing behind when it is given up; at the first SIGINT or SIGTERM it is.
    ///
    /// - Parameter words: told then.
    func untilSignalled(
        _ words: String, _ body: () throws(Failure) -> ExitStatus
    ) throws(Failure) -> ExitStatus {
        do throws(SystemError) { try Signals.install() } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
        do throws(Failure) { return try body() } catch {
            guard let signal = Signals.pending.signal else { throw error }
            tell("\(words)\n")
            return signal == Signals.terminate ? .terminated : .interrupted
        }
    }
}
