internal import Crypto
package import Diagnostics
package import Environments
package import Manifests
internal import POSIX
internal import Templates
internal import YAML

/// A directory with `environments/` and perhaps `templates/`: everything a plan is made from, read once.
package final class Project {
    /// As the user named it; paths in diagnostics are below it.
    package let directory: String
    /// The bytes of every file read so far, by its path below the directory, for carets and digests.
    package private(set) var texts: [String: [UInt8]] = [:]
    /// Files below the directory that were read as a whole but are no text, such as programs, by path.
    private var digests: [String: String] = [:]
    /// Listed and checked once, however many environments are asked for.
    private var knownNames: [String]?
    private var knownManifests: [String: Manifests] = [:]

    private static let fileLimit = 4 << 20
    private static let environmentsDirectory = "environments"
    private static let defaultsName = "defaults"

    package init(directory: String) { self.directory = directory }

    // MARK: Environments

    /// The names of all environments, sorted.
    package func environmentNames() throws(Failure) -> [String] {
        if let knownNames { return knownNames }
        let path = path(of: Self.environmentsDirectory)
        do {
            let names = try FileSystem.list(path).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
                .map { String($0.dropLast(5)) }.filter { $0 != Self.defaultsName }.sorted()
            knownNames = names
            return names
        } catch {
            guard error.isNotFound else { throw error.failure(code: CommandCodes.projectUnreadable) }
            throw Failure(
                CommandCodes.noProject,
                "There is no directory \(Self.environmentsDirectory)/ \(directory == "." ? "here" : "in \(directory)").",
                help: "go to your project's directory, name it with -C DIR, or start one with `slipway init`")
        }
    }

    /// The layers of an environment, the weakest first, with the values of `--set` on top.
    package func environment(_ name: String, overrides: [Override] = []) throws(Failure) -> ResolvedEnvironment {
        let names = try environmentNames()
        guard names.contains(name) else {
            let nearest = Suggestion.nearest(to: name, among: names)
            throw Failure(
                EnvironmentCodes.unknownEnvironment, "There is no environments/\(name).yaml.",
                help: nearest.map { "did you mean \"\($0)\"?" }
                    ?? "the environments are \(names.joined(separator: ", "))")
        }
        var layers: [Node] = []
        if let defaults = try text("\(Self.environmentsDirectory)/\(Self.defaultsName).yaml") {
            layers.append(try parse(defaults))
        }
        if let own = try text("\(Self.environmentsDirectory)/\(name).yaml") { layers.append(try parse(own)) }
        for override in overrides { layers.append(try layer(override)) }
        return try ResolvedEnvironment.resolve(layers, name: name)
    }

    private func parse(_ file: (path: String, bytes: [UInt8])) throws(Failure) -> Node {
        try YAMLReader.parse(file.bytes, file: file.path)
    }

    private func layer(_ override: Override) throws(Failure) -> Node {
        guard EnvironmentSpec.schema.at(override.path) != nil else {
            throw Failure(
                EnvironmentCodes.override,
                "\(override.path.joined(separator: ".")) is no key of the spec.",
                help: unknownPathHelp(override.path))
        }
        let file = "--set \(override.path.joined(separator: "."))"
        texts[file] = Array(override.text.utf8)
        return override.layer(try YAMLReader.parse(Array(override.text.utf8), file: file))
    }

    /// What a user probably meant by a path that is none.
    package func unknownPathHelp(_ path: [String]) -> String {
        var known: [String] = []
        for part in path {
            guard case .object(let object)? = EnvironmentSpec.schema.at(known) else { break }
            guard object[part] == nil else {
                known.append(part)
                continue
            }
            let names = object.fields.map(\.name)
            if let nearest = Suggestion.nearest(to: part, among: names) {
                return "did you mean \((known + [nearest] + path.dropFirst(known.count + 1)).joined(separator: "."))?"
            }
            let place = known.isEmpty ? "at the top" : "below \(known.joined(separator: "."))"
            return "the keys \(place) are \(names.joined(separator: ", "))"
        }
        return "`slipway explain ENV` lists every path"
    }

    // MARK: Templates

    /// The project's templates over the default ones, checked.
    ///
    /// A template stands in the directory of its set, such as `templates/local/`; files beside the sets are none. With
    /// `set` only the templates of that set are read, and every fragment: a plan depends on what it uses.
    package func manifests(below set: String? = nil) throws(Failure) -> Manifests {
        if let known = knownManifests[set ?? ""] { return known }
        var users: [TemplateSource] = []
        for path in try files(below: "templates") where path.contains("/") && Manifests.isUsed(path, below: set) {
            guard let file = try text("templates/\(path)") else { continue }
            users.append(TemplateSource(path: path, file: file.path, bytes: file.bytes))
        }
        let manifests = try Manifests(users: users, below: set)
        knownManifests[set ?? ""] = manifests
        return manifests
    }

    /// Every regular file below a directory of the project by its path from there, sorted; hidden ones are left out.
    private func files(below directory: String) throws(Failure) -> [String] {
        var found: [String] = []
        var pending = [""]
        do throws(SystemError) {
            let project = try ConfinedDirectory(self.directory)
            while let prefix = pending.popLast() {
                let folder = prefix.isEmpty ? directory : "\(directory)/\(prefix)"
                for name in try project.list(folder) where !name.hasPrefix(".") {
                    let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
                    // A link to a directory is not followed: it could lead round in a circle.
                    let isLink = try FileSystem.kind(of: self.path(of: "\(directory)/\(path)")) == .symbolicLink
                    switch try project.kind(of: "\(directory)/\(path)") {
                    case .directory: if !isLink { pending.append(path) }
                    default: found.append(path)
                    }
                }
            }
        } catch {
            guard error.isNotFound, found.isEmpty else { throw unreadable(error) }
        }
        return found.sorted()
    }

    // MARK: Files

    /// The bytes of a text file of the project, or nil where there is none.
    package func text(_ path: String) throws(Failure) -> (path: String, bytes: [UInt8])? {
        if let known = texts[path] { return (path, known) }
        do throws(SystemError) {
            let bytes = try ConfinedDirectory(directory).read(path, limit: Self.fileLimit)
            texts[path] = bytes
            return (path, bytes)
        } catch {
            guard !error.isNotFound else { return nil }
            throw unreadable(error)
        }
    }

    private func unreadable(_ error: SystemError) -> Failure {
        guard error.leadsOut else { return error.failure(code: CommandCodes.projectUnreadable) }
        let name = error.subject.hasPrefix("\(directory)/") ? error.subject.dropFirst(directory.count + 1) : "link"
        return Failure(
            CommandCodes.projectUnreadable, "This is a link, and it leads out of the project.",
            at: SourceLocation(file: String(name), line: 1, column: 1), help: "put what it leads to in its place")
    }

    /// The absolute-enough path of something below the project's directory.
    package func path(of relative: String) -> String { directory == "." ? relative : "\(directory)/\(relative)" }

    /// Remembers the digest of a file such as a program as an input of the plan.
    package func remember(digest: String, of path: String) { digests[path] = digest }

    /// The digest of everything read so far, by path: what a plan made from it depends on.
    package var inputs: [String: String] {
        texts.mapValues { SHA256.hex(of: $0) }.merging(digests) { text, _ in text }
    }
}
