/// A call to the service that is made on a schedule, once, however many replicas there are.
package struct JobSection: SpecSection {
    package let name: Name
    package let schedule: CronSchedule
    package let path: HTTPPath
    package let deadline: Duration
    package let resources: ResourcesSection

    package init(_ fields: inout Fields) {
        name = fields.value("name", "The job's name.")
        schedule = fields.value("schedule", "When it is called: minute, hour, day, month, weekday, in UTC.")
        path = fields.value("path", "What is called, with POST.")
        deadline = fields.value(
            "deadline", "How long an answer may take, all tries together.", default: .value(.seconds(300)))
        resources = fields.section("resources", "What the caller may use.")
        fields.require(
            deadline >= .seconds(1) && deadline <= .seconds(6 * 3_600), at: "deadline", EnvironmentCodes.rule,
            "\(deadline.written) is not between 1s and 6h", help: "write 1s to 6h")
    }
}

/// What brings the database to the form a new revision needs, before any of it serves.
package struct MigrationSection: SpecSection {
    package let arguments: [String]
    package let deadline: Duration

    package init(_ fields: inout Fields) {
        arguments = fields.list(
            "arguments", "What the image is started with to migrate and end, in place of service.arguments.",
            default: .required, count: 1...100)
        deadline = fields.value(
            "deadline", "How long it may take; after that the new revision is not started.",
            default: .value(.seconds(600)))
        fields.require(
            deadline >= .seconds(1) && deadline <= .seconds(24 * 3_600), at: "deadline", EnvironmentCodes.rule,
            "\(deadline.written) is not between 1s and 24h", help: "write 1s to 24h")
    }
}
