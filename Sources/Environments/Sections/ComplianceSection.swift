package import Diagnostics
internal import YAML

/// Whose it is, what data it holds, which frameworks speak of it, and what its judges are told to overlook.
package struct ComplianceSection: SpecSection {
    package enum DataClass: String, SpecChoice { case `public`, `internal`, confidential, restricted }
    package enum Framework: String, SpecChoice {
        case pci = "pci-dss"
        case soc2 = "soc2"
        case hipaa = "hipaa"
        case iso27001 = "iso27001"
        case gdpr = "gdpr"
        case cisKubernetes = "cis-kubernetes"
    }

    package let owner: Name
    package let dataClass: DataClass
    package let frameworks: [Framework]
    package let exceptions: [ExceptionSection]

    package init(_ fields: inout Fields) {
        owner = fields.value("owner", "The team that answers for the service.")
        dataClass = fields.value(
            "dataClass", "How sensitive its data is.", default: .value(.internal))
        frameworks = fields.list("frameworks", "Which frameworks its controls are reported for.")
        exceptions = fields.sections(
            "exceptions", "Findings of judges that are accepted, each with a reason, an owner and an end.")
        checkExceptions(&fields)
    }

    private func checkExceptions(_ fields: inout Fields) {
        for (index, exception) in exceptions.enumerated() {
            guard let first = exceptions[..<index].firstIndex(where: { $0.overlaps(exception) }) else { continue }
            fields.require(
                false, at: "exceptions.\(index).check", EnvironmentCodes.rule,
                "\(exception.check) is accepted already by exceptions.\(first)",
                help: "keep one of the two, or give each documents of its own")
        }
    }
}

/// A finding of a judge that is accepted for a while.
package struct ExceptionSection: SpecSection {
    package let check: CheckName
    /// Documents, or directories of them as `--only` takes; all of them where there is none.
    package let documents: [DocumentPath]
    package let reason: Reason
    package let owner: Name
    /// The last day on which it holds.
    package let expires: CalendarDate

    package init(_ fields: inout Fields) {
        check = fields.value("check", "The check as its judge names it, such as CKV_K8S_43 or DL3008.")
        documents = fields.list(
            "documents", "The rendered documents it is about, by path or directory; all of them without it.",
            count: 0...50)
        reason = fields.value("reason", "Why the finding is accepted.")
        owner = fields.value("owner", "The team that answers for it.")
        expires = fields.value("expires", "The last day on which it holds, in UTC; `slipway validate` fails after it.")
    }

    /// Whether both are about the same check in some document.
    fileprivate func overlaps(_ other: ExceptionSection) -> Bool {
        guard check == other.check else { return false }
        if documents.isEmpty || other.documents.isEmpty { return true }
        return documents.contains { mine in other.documents.contains { $0.contains(mine) || mine.contains($0) } }
    }
}

extension ResolvedEnvironment {
    /// The exceptions and where each is written.
    package var exceptions: [(exception: ExceptionSection, location: SourceLocation)] {
        spec.compliance.exceptions.enumerated().map { index, exception in
            (exception, tree.at(["compliance", "exceptions", String(index)])?.mark ?? .builtIn)
        }
    }

    /// One problem for each exception that no longer holds on `today`.
    package func expiredExceptions(on today: CalendarDate) -> [Diagnostic] {
        spec.compliance.exceptions.enumerated().compactMap { index, exception in
            guard exception.expires < today else { return nil }
            let place = tree.at(["compliance", "exceptions", String(index), "expires"])?.mark
            return Diagnostic(
                EnvironmentCodes.expiredException,
                "\(exception.owner) accepted \(exception.check) until \(exception.expires), and today is \(today).",
                at: place, length: exception.expires.written.count,
                help: "mend what the check finds and take the exception away, or decide anew and give a later day")
        }
    }
}
