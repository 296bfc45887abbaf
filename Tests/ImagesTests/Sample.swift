import Images
import JSON

/// A small image: a program that needs two libraries, in three packages.
enum Sample {
    static let status = """
        Package: libsqlite3-0
        Status: install ok installed
        Maintainer: Laszlo <gcs@debian.org>
        Architecture: amd64
        Source: sqlite3 (3.40.1)
        Version: 3.40.1-2+deb12u2
        Depends: libc6 (>= 2.34), none | tzdata:any
        Description: library
         with a second line
         Version: 9
        Homepage: https://www.sqlite.org/

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        Package: libc6
        Status: install ok installed
        Architecture: amd64
        Source: glibc
        Version: 2.36-9
        Provides: libc6-2.36, other (= 1)
        Depends: other, libsqlite3-0

        Package: tzdata
        Status: hold ok installed
        Architecture: all
        Version: 1:2025b~rc1

        """

    static let lists: [(name: String, bytes: [UInt8])] = [
        ("libsqlite3-0:amd64.list", Array("/.\n/usr\n/usr/lib/x86_64-linux-gnu/libsqlite3.so.0\n".utf8)),
        ("libc6:amd64.list", Array("/lib64/ld-linux-x86-64.so.2\n/lib/x86_64-linux-gnu/libc.so.6\n".utf8)),
        ("tzdata.list", Array("/usr/share/zoneinfo/UTC\n/usr/share/doc/tzdata/libc.so.6\n".utf8)),
        ("gone.list", Array("/usr/lib/libgone.so.1\n".utf8)),
    ]

    static let database = PackageDatabase(status: Array(status.utf8), lists: lists)
    static let digest = "sha256:" + String(repeating: "ab", count: 32)

    static let image = BuiltImage(
        repository: "registry.example.com/shop", tag: "1.4", digest: digest, time: "2026-11-21T09:30:00Z",
        program: .init(
            path: "/usr/local/bin/shop", sha256: String(repeating: "cd", count: 32),
            needs: ["libsqlite3.so.0", "libc.so.6", "libown.so.1", "ld-linux-x86-64.so.2"]), packages: database,
        distribution: "debian-12", toolVersion: "1.0.0")

    static let provenance = Provenance(
        repository: "registry.example.com/shop", digest: digest,
        parameters: ["environment": "prod", "compile": false, "sourceDateEpoch": 1],
        materials: [
            .init(uri: "pkg:deb/debian/libc6@2.36-9", digest: [:], name: "libc6"),
            .init(uri: "docker://debian@\(digest)", digest: ["sha256": "ab"], name: "debian:1@\(digest)"),
        ],
        byproducts: [.init(name: "sbom.spdx.json", sha256: "ef", mediaType: "application/spdx+json")],
        builder: ["slipway": "1.0.0", "podman": "4.3.1"])
}
