import Diagnostics

extension SlipwayGrammar {
    static let initialise = CommandGrammar(
        "init", "write a first environment",
        discussion:
            "Writes environments for dev, staging and prod, what they share, and the schema for editors. Nothing is ever overwritten.",
        positionals: [Positionals.directory],
        options: [Options.name, Options.image, Options.program, Options.port],
        rules: [.atMostOne(["image", "program"])],
        examples: [
            .init("slipway init shop --program ./shop-server --port 8080", "Begin with a program on this machine."),
            .init("slipway init --image registry.example/shop:1.4", "Begin with a container image."),
        ], exitStatuses: exits())

    static let validate = CommandGrammar(
        "validate", "check environments without touching anything",
        discussion: """
            Reads the specs and templates and reports every problem in one run, each with its place. Prints the \
            exceptions of compliance.exceptions with their reasons; one whose last day is over is a problem.
            """,
        positionals: [Positionals.environments], options: [Options.jsonDocument],
        examples: [
            .init("slipway validate", "Check all environments."),
            .init("slipway validate prod", "Check one."),
        ], exitStatuses: exits())

    static let explain = CommandGrammar(
        "explain", "tell where a value comes from, or what a code means",
        discussion: """
            With an environment, prints the value at PATH, or all values, with the file and line each comes from. With \
            the code of a diagnostic, prints what it means and what to do.
            """,
        positionals: [Positionals.subject, Positionals.path], options: [Options.jsonDocument],
        examples: [
            .init("slipway explain prod service.replicas.max", "Print one value and its origin."),
            .init("slipway explain E0201", "Tell more about a diagnostic."),
        ], exitStatuses: exits())

    static let render = CommandGrammar(
        "render", "print or write the documents of an environment",
        discussion: """
            Rendering depends on the files alone: the same files give the same bytes on any machine. With --out, files \
            that are up to date are left alone.
            """,
        positionals: [Positionals.environment], options: [Options.renderDirectory, Options.only, Options.set],
        examples: [
            .init("slipway render dev", "Print every document."),
            .init("slipway render dev --only local -o build", "Write one set of documents below build/."),
            .init("slipway render prod --set service.replicas.max=40", "See what a value would change."),
        ], exitStatuses: exits())

    static let why = CommandGrammar(
        "why", "tell which lines a rendered value comes from",
        discussion: "Prints the template line and the spec line behind one value of one document.",
        positionals: [Positionals.environment, Positionals.document, Positionals.documentPath],
        options: [Options.set, Options.jsonDocument],
        examples: [
            .init("slipway why prod local/prometheus.yml global.scrape_interval", "Trace one value to its lines.")
        ],
        exitStatuses: exits())

    static let diff = CommandGrammar(
        "diff", "tell in what two environments differ",
        discussion: """
            Compares what is rendered for two environments, value by value, and prints the lines of the specs behind \
            each difference. What an apply would change is told by `slipway plan`.
            """,
        positionals: [Positionals.environment, Positionals.otherEnvironment],
        options: [Options.only, Options.detailedExitCode, Options.jsonDocument],
        examples: [
            .init("slipway diff staging prod", "See what staging does not prove about prod."),
            .init("slipway diff dev prod --only local", "Compare one set of documents."),
        ],
        exitStatuses: exits(.changes))

    static let schema = CommandGrammar(
        "schema", "print the JSON Schema of environment files",
        discussion: "Draft-07, as editors use it. It is made from the types that read the files.",
        options: [Options.schemaFile],
        examples: [
            .init("slipway schema -o environments/schema/environment.schema.json", "Write it where editors find it.")
        ],
        exitStatuses: exits())
}
