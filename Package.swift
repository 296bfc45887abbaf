// swift-tools-version: 6.2
import PackageDescription

// Every target, in layer order: a target may depend on those above its own group only. `make check`
// compares these edges with the table in scripts/dependency-rule.py.

/// The one definition of the language, applied to every Swift target below.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// What is released carries no symbols and no debug information: half the bytes to hash, copy and map.
let stripped: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release))]

/// What the service is made of: without regular expressions, of which it has none, it is a sixth smaller to hash, copy
/// and map.
let lean: [SwiftSetting] = [
    .unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])
]

let package = Package(
    name: "slipway",
    products: [
        .executable(name: "slipway", targets: ["slipway"]),
        .executable(name: "expense-server", targets: ["ExpenseServer"]),
    ],
    targets: [
        // MARK: Slipway, from the leaves up
        .target(name: "CWipe"),
        .target(name: "Diagnostics", dependencies: ["CWipe"]),
        .target(name: "Arguments", dependencies: ["Diagnostics"]),
        .target(name: "CPOSIX"),
        .target(name: "POSIX", dependencies: ["CPOSIX", "Diagnostics"]),
        .systemLibrary(name: "CYAML"),
        .target(name: "YAML", dependencies: ["Diagnostics", "CYAML"]),
        .target(name: "JSON", dependencies: ["Diagnostics"]),
        .target(name: "CExpat", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "XML", dependencies: ["CExpat"]),
        .systemLibrary(name: "COpenSSL"),
        .target(name: "Crypto", dependencies: ["COpenSSL"]),
        .target(name: "SigV4", dependencies: ["Crypto", "Diagnostics"]),
        .target(name: "Environments", dependencies: ["Diagnostics", "YAML", "JSON"]),
        .target(name: "Templates", dependencies: ["Crypto", "Diagnostics", "YAML"]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),
        .target(
            name: "AWS", dependencies: ["Crypto", "Diagnostics", "HTTPTransport", "JSON", "POSIX", "SigV4", "XML"]),
        .target(
            name: "DefaultTemplates", path: "templates",
            resources: [
                .embedInCode("docker/service.Dockerfile"),
                .embedInCode("docker/service.Dockerfile.dockerignore"),
                .embedInCode("docker/slipway.Dockerfile"),
                .embedInCode("docker/slipway.Dockerfile.dockerignore"),
                .embedInCode("kubernetes/_container.yaml"), .embedInCode("kubernetes/_deployer.yaml"),
                .embedInCode("kubernetes/_dns.yaml"), .embedInCode("kubernetes/_environment.yaml"),
                .embedInCode("kubernetes/_labels.yaml"), .embedInCode("kubernetes/_mounts.yaml"),
                .embedInCode("kubernetes/_pod.yaml"), .embedInCode("kubernetes/_port.yaml"),
                .embedInCode("kubernetes/_volumes.yaml"), .embedInCode("kubernetes/config.yaml"),
                .embedInCode("kubernetes/deployment.yaml"), .embedInCode("kubernetes/httproute.yaml"),
                .embedInCode("kubernetes/ingress.yaml"), .embedInCode("kubernetes/jobs.yaml"),
                .embedInCode("kubernetes/migration.yaml"), .embedInCode("kubernetes/monitoring.yaml"),
                .embedInCode("kubernetes/namespace.yaml"), .embedInCode("kubernetes/network.yaml"),
                .embedInCode("kubernetes/rbac.yaml"), .embedInCode("kubernetes/scaling.yaml"),
                .embedInCode("kubernetes/secrets.yaml"), .embedInCode("kubernetes/service.yaml"),
                .embedInCode("kubernetes/serviceaccount.yaml"),
                .embedInCode("local/haproxy.cfg"),
                .embedInCode("local/prometheus.yml"), .embedInCode("local/run"),
            ]),
        .target(
            name: "Manifests",
            dependencies: ["DefaultTemplates", "Diagnostics", "Environments", "Templates", "YAML"]),
        .target(name: "Images", dependencies: ["Crypto", "Diagnostics", "JSON"]),
        .target(name: "Planning", dependencies: ["Crypto", "Diagnostics", "JSON"]),
        .target(name: "Rollouts"),
        .target(
            name: "RolloutPlans", dependencies: ["Diagnostics", "Environments", "JSON", "Planning", "Rollouts"]),
        .target(name: "RolloutImport", dependencies: ["Diagnostics", "JSON", "YAML"]),
        .target(name: "StateStore", dependencies: ["Diagnostics", "JSON", "POSIX", "Planning", "Crypto"]),
        .target(
            name: "Providers",
            dependencies: [
                "Diagnostics", "Environments", "JSON", "Manifests", "Planning", "RolloutPlans", "Rollouts",
            ]),
        .target(
            name: "Reports",
            dependencies: ["Diagnostics", "JSON", "Manifests", "Planning", "RolloutPlans", "Rollouts"]),
        .target(name: "Digests", dependencies: ["Crypto", "POSIX"]),
        .target(name: "CS6", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "S6", dependencies: ["CS6"]),
        .target(name: "Containers", dependencies: ["Diagnostics", "JSON", "POSIX"]),
        .target(
            name: "LocalProvider",
            dependencies: [
                "Containers", "Crypto", "Diagnostics", "Digests", "Environments", "HTTPTransport", "JSON", "Manifests",
                "POSIX", "Planning", "Providers", "RolloutPlans", "Rollouts", "S6", "YAML",
            ]),
        .target(
            name: "Engine",
            dependencies: [
                "Crypto", "Diagnostics", "HTTPTransport", "JSON", "POSIX", "Planning", "Providers", "RolloutPlans",
                "Rollouts", "StateStore",
            ]),
        .target(
            name: "Commands",
            dependencies: [
                "AWS", "Arguments", "Containers", "Crypto", "Diagnostics", "Digests", "Engine", "Environments",
                "HTTPTransport", "Images", "JSON", "Manifests", "POSIX", "Planning", "Providers", "Reports",
                "RolloutImport", "RolloutPlans", "Rollouts", "SigV4", "StateStore", "Templates", "YAML",
            ]),
        .executableTarget(
            name: "slipway", dependencies: ["Arguments", "Commands", "LocalProvider"], linkerSettings: stripped),

        // MARK: The expense API service; of Slipway it may use JSON only
        .target(name: "ExpenseDomain", path: "app/Sources/ExpenseDomain"),
        .systemLibrary(name: "CSQLite"),
        .target(
            name: "ExpenseMigrations", path: "app/migrations",
            resources: [.embedInCode("0001_transactions.sql")]),
        .target(
            name: "ExpenseStore", dependencies: ["CSQLite", "ExpenseDomain", "ExpenseMigrations"],
            path: "app/Sources/ExpenseStore"),
        .target(
            name: "ExpenseHTTP", dependencies: ["ExpenseDomain", "ExpenseStore", "JSON"],
            path: "app/Sources/ExpenseHTTP"),
        .systemLibrary(name: "CMicroHTTPD"),
        .executableTarget(
            name: "ExpenseServer",
            dependencies: ["CMicroHTTPD", "ExpenseDomain", "ExpenseHTTP", "ExpenseStore", "JSON"],
            path: "app/Sources/ExpenseServer", linkerSettings: stripped),
        .testTarget(
            name: "ExpenseDomainTests", dependencies: ["ExpenseDomain"], path: "app/Tests/ExpenseDomainTests"),
        .testTarget(
            name: "ExpenseStoreTests", dependencies: ["ExpenseStore", "ExpenseDomain", "CSQLite"],
            path: "app/Tests/ExpenseStoreTests"),
        .testTarget(
            name: "ExpenseHTTPTests", dependencies: ["ExpenseHTTP", "ExpenseDomain", "ExpenseStore", "JSON"],
            path: "app/Tests/ExpenseHTTPTests"),
        .testTarget(
            name: "ExpenseServerTests", dependencies: ["ExpenseServer", "ExpenseHTTP", "ExpenseStore", "JSON"],
            path: "app/Tests/ExpenseServerTests"),

        // MARK: Tests, and the small programs they start
        .target(
            name: "TestSupport",
            dependencies: ["Diagnostics", "HTTPTransport", "JSON", "POSIX", "Planning", "Providers"],
            path: "Tests/TestSupport"),
        .executableTarget(
            name: "local-probe", dependencies: ["Diagnostics", "JSON", "LocalProvider", "POSIX", "Planning"],
            path: "Tests/Probes/local-probe"),
        .executableTarget(
            name: "slipway-bench", dependencies: ["Crypto", "Diagnostics", "JSON", "SigV4", "YAML"]),
        .executableTarget(
            name: "sigv4-probe", dependencies: ["Crypto", "Diagnostics", "JSON", "SigV4"],
            path: "Tests/Probes/sigv4-probe"),
        .executableTarget(
            name: "settings-probe", dependencies: ["AWS", "Diagnostics", "JSON"], path: "Tests/Probes/settings-probe"),
        .executableTarget(
            name: "statistics-probe", dependencies: ["JSON", "Rollouts"], path: "Tests/Probes/statistics-probe"),
        .executableTarget(name: "posix-probe", dependencies: ["POSIX"], path: "Tests/Probes/posix-probe"),
        .target(name: "OutsideJudge", dependencies: ["POSIX"], path: "Tests/OutsideJudge"),
        .testTarget(
            name: "AWSSettingsTests", dependencies: ["AWS", "Diagnostics", "HTTPTransport", "POSIX", "TestSupport"]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
        .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "JSON", "OutsideJudge", "YAML"]),
        .testTarget(
            name: "ArgumentsTests", dependencies: ["Arguments", "Diagnostics", "POSIX", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(name: "JSONTests", dependencies: ["Diagnostics", "JSON", "OutsideJudge"]),
        .executableTarget(name: "xml-probe", dependencies: ["POSIX", "XML"], path: "Tests/Probes/xml-probe"),
        .testTarget(name: "XMLTests", dependencies: ["OutsideJudge", "POSIX", "TestSupport", "XML", "xml-probe"]),
        .executableTarget(
            name: "state-probe", dependencies: ["Diagnostics", "JSON", "POSIX", "Planning", "StateStore"],
            path: "Tests/Probes/state-probe"),
        .testTarget(
            name: "StateStoreTests",
            dependencies: ["Diagnostics", "JSON", "POSIX", "Planning", "StateStore", "state-probe"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "Diagnostics", "TestSupport", "posix-probe"]),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "POSIX", "TestSupport"]),
        .testTarget(
            name: "ProvidersTests",
            dependencies: [
                "Crypto", "Diagnostics", "JSON", "LocalProvider", "POSIX", "Planning", "Providers", "TestSupport",
            ]),
        .testTarget(
            name: "LocalProviderTests",
            dependencies: [
                "Crypto", "Diagnostics", "HTTPTransport", "JSON", "LocalProvider", "POSIX", "Planning", "Providers",
                "Rollouts", "S6", "TestSupport", "local-probe",
            ]),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Diagnostics", "JSON", "Planning", "Reports", "Rollouts", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(name: "ContainersTests", dependencies: ["Containers", "Diagnostics", "POSIX", "TestSupport"]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "JSON", "POSIX", "TestSupport", "posix-probe", "slipway"],
            exclude: ["Golden"]),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto"]),
        .testTarget(name: "DigestsTests", dependencies: ["Crypto", "Digests", "POSIX", "TestSupport"]),
        .testTarget(
            name: "SigV4Tests",
            dependencies: ["Crypto", "Diagnostics", "HTTPTransport", "JSON", "POSIX", "SigV4", "TestSupport"]),
        .testTarget(
            name: "AWSTests",
            dependencies: [
                "AWS", "Crypto", "Diagnostics", "HTTPTransport", "JSON", "POSIX", "SigV4", "TestSupport", "XML",
            ]),
        .testTarget(
            name: "EnvironmentsTests", dependencies: ["Diagnostics", "Environments", "JSON", "TestSupport", "YAML"],
            exclude: ["Golden"]),
        .testTarget(name: "TemplatesTests", dependencies: ["Diagnostics", "YAML", "Templates"]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Crypto", "Diagnostics", "HTTPTransport", "JSON", "POSIX", "Planning", "TestSupport", "slipway",
            ]),
        .testTarget(name: "PlanningTests", dependencies: ["Diagnostics", "JSON", "Planning"]),
        .testTarget(
            name: "RolloutPlansTests",
            dependencies: ["Diagnostics", "Environments", "JSON", "RolloutPlans", "Rollouts", "TestSupport", "YAML"]),
        .testTarget(name: "RolloutsTests", dependencies: ["Rollouts", "TestSupport"]),
        .testTarget(
            name: "RolloutImportTests", dependencies: ["Diagnostics", "JSON", "RolloutImport", "TestSupport", "YAML"],
            exclude: ["Fixtures", "Golden"]),
        .testTarget(
            name: "ManifestsTests",
            dependencies: [
                "Commands", "DefaultTemplates", "Diagnostics", "Engine", "Environments", "JSON", "LocalProvider",
                "Manifests", "POSIX", "Planning", "Providers", "Reports", "Templates", "TestSupport", "YAML",
            ], exclude: ["Golden"]),
        .testTarget(name: "RenderTests", dependencies: ["Crypto", "JSON", "POSIX", "TestSupport", "slipway"]),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Commands", "Diagnostics", "Environments", "JSON", "LocalProvider", "POSIX", "TestSupport", "YAML",
            ]),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Crypto", "Diagnostics", "Engine", "Environments", "JSON", "LocalProvider", "Manifests", "POSIX",
                "Planning", "Providers", "RolloutPlans", "Rollouts", "StateStore", "TestSupport", "YAML",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
    let isOfService = target.path?.hasPrefix("app/Sources") ?? ["JSON", "Diagnostics"].contains(target.name)
    target.swiftSettings = (target.swiftSettings ?? []) + house + (isOfService ? lean : [])
}
