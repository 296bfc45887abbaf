internal import Diagnostics
internal import YAML

/// The account of one import: which places of the source are settled, what is lost, and what is wrong.
///
/// A place is settled once it is mapped, listed or known to have no bearing. ``close(_:)`` lists every other place, so
/// that a key nobody thought of is told and not lost. A class, because the cursors of one source share it; it never
/// leaves the import.
final class Ledger {
    /// A place: an object of the file and a path in it.
    struct Place: Hashable {
        let object: String
        let path: String
    }

    private var settled: Set<Place> = []
    /// Places with something settled inside.
    private var touched: Set<Place> = []
    private var listed: Set<ImportLoss> = []
    private var problems: [Diagnostic] = []
    /// More would only bury the first.
    private static let problemLimit = 50

    func settle(_ value: SourceValue) {
        settled.insert(value.place)
        for path in value.ancestors { touched.insert(Place(object: value.object, path: path)) }
    }

    func list(_ effect: ImportLoss.Effect, _ place: Place, at location: SourceLocation, _ message: String) {
        listed.insert(
            ImportLoss(
                effect: effect, object: place.object, path: place.path, location: location, message: message.oneLine))
    }

    func report(_ code: DiagnosticCode, _ detail: String, at location: SourceLocation, help: String) {
        let problem = Diagnostic(code, detail.oneLine, at: location, help: help.oneLine)
        if problems.count < Self.problemLimit, !problems.contains(problem) { problems.append(problem) }
    }

    /// Lists whatever of an object is not settled, each time at the outermost key that holds nothing settled.
    func close(_ value: SourceValue) {
        guard !settled.contains(value.place), value.isPresent else { return }
        if touched.contains(value.place) {
            for member in value.members { close(member.value) }
            for item in value.items { close(item) }
        } else {
            value.lost("this key is not known to the import; look up what it does and write it by hand")
        }
    }

    /// Whether anything inside has been settled.
    func isTouched(_ value: SourceValue) -> Bool { touched.contains(value.place) || settled.contains(value.place) }

    /// In the order of the source; throws what is wrong with it instead, if anything is.
    func losses() throws(Failure) -> [ImportLoss] {
        guard problems.isEmpty else {
            throw Failure(
                problems.sorted {
                    ($0.location?.line ?? 0, $0.location?.column ?? 0) < (
                        $1.location?.line ?? 0, $1.location?.column ?? 0
                    )
                })
        }
        return listed.sorted {
            ($0.location, $0.path, $0.message) < ($1.location, $1.path, $1.message)
        }
    }
}

extension String {
    /// Without line ends and other control characters, which names and conditions of a source may hold.
    var oneLine: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}
