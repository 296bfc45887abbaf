/// What dpkg knows of an image: its packages, and whose each file is.
package struct PackageDatabase: Sendable {
    /// By name and architecture.
    package let packages: [InstalledPackage]
    private let owners: [String: Int]
    private let providers: [String: [Int]]

    /// Reads `/var/lib/dpkg/status`, and the lists below `/var/lib/dpkg/info` by their file names.
    ///
    /// Packages that were removed are left out. A library that two packages bring is said to be the first one's.
    package init(status: [UInt8], lists: [(name: String, bytes: [UInt8])]) {
        let packages = Self.paragraphs(of: status).compactMap(Self.package).sorted {
            ($0.name, $0.architecture) < ($1.name, $1.architecture)
        }
        var owners: [String: Int] = [:]
        let files = Dictionary(lists.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        var providers: [String: [Int]] = [:]
        for (index, package) in packages.enumerated() {
            for name in [package.name] + package.provides { providers[name, default: []].append(index) }
            // Packages that may be installed for several architectures have it in the name of their list.
            let list = files["\(package.name):\(package.architecture).list"] ?? files["\(package.name).list"] ?? []
            for line in list.split(separator: UInt8(ascii: "\n")) {
                let name = line[((line.lastIndex(of: UInt8(ascii: "/")) ?? line.startIndex - 1) + 1)...]
                guard name.contains(UInt8(ascii: ".")) else { continue }
                let text = String(decoding: name, as: UTF8.self)
                if text.hasPrefix("lib") || text.hasPrefix("ld-"), owners[text] == nil { owners[text] = index }
            }
        }
        self.packages = packages
        self.owners = owners
        self.providers = providers
    }

    /// The package that brings a shared library such as `libsqlite3.so.0`; nil where no package does.
    package func owner(ofLibrary name: String) -> InstalledPackage? { owners[name].map { packages[$0] } }

    /// The installed packages that `package` depends on: of each of its alternatives those that are there.
    package func dependencies(of package: InstalledPackage) -> [InstalledPackage] {
        let found = package.depends.flatMap { $0.flatMap { providers[$0] ?? [] } }
        return Set(found).sorted().map { packages[$0] }.filter { $0 != package }
    }

    // MARK: The control format, deb822(5)

    private static func paragraphs(of status: [UInt8]) -> [[String: String]] {
        var paragraphs: [[String: String]] = []
        var fields: [String: String] = [:]
        var last: String?
        for line in status.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !fields.isEmpty { paragraphs.append(fields) }
                fields = [:]
                last = nil
            } else if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
                if let last { fields[last]? += "\n" + String(decoding: line, as: UTF8.self) }
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon], as: UTF8.self)
                let value = String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
                fields[name] = value
                last = name
            }
        }
        if !fields.isEmpty { paragraphs.append(fields) }
        return paragraphs
    }

    private static func package(_ fields: [String: String]) -> InstalledPackage? {
        guard let name = fields["Package"], let version = fields["Version"],
            fields["Status"]?.split(separator: " ").last == "installed"
        else { return nil }
        return InstalledPackage(
            name: name, version: version, architecture: fields["Architecture"] ?? "all",
            source: fields["Source"]?.split(separator: " ").first.map(String.init) ?? name,
            maintainer: fields["Maintainer"] ?? "Debian", homepage: fields["Homepage"],
            depends: relations(fields["Pre-Depends"]) + relations(fields["Depends"]),
            provides: relations(fields["Provides"]).flatMap { $0 })
    }

    /// `libc6 (>= 2.34), default-mta | exim4:any` as names, the alternatives of each together.
    private static func relations(_ text: String?) -> [[String]] {
        (text ?? "").split(separator: ",").map { relation in
            relation.split(separator: "|").compactMap { alternative in
                alternative.split { " \n\t(:".contains($0) }.first.map(String.init)
            }
        }
    }
}
