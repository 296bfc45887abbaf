import Diagnostics
import Environments
import Testing
import YAML

/// The exceptions of an environment: which may stand beside each other, and until when they hold.
@Suite struct ExceptionTests {
    private func environment(_ exceptions: String) throws -> ResolvedEnvironment {
        let text = """
            environment: dev
            tier: dev
            service: {name: api, program: bin/api}
            compliance:
              owner: team
              exceptions:
            \(exceptions)
            """
        return try ResolvedEnvironment.resolve([try YAMLReader.parse(Array(text.utf8), file: "dev.yaml")], name: "dev")
    }

    @Test(arguments: [
        ("2027-01-31", [2027, 1, 31]), ("1970-01-01", [1970, 1, 1]), ("9999-12-31", [9999, 12, 31]),
        ("2028-02-29", [2028, 2, 29]), ("2000-02-29", [2000, 2, 29]), ("2027-04-30", [2027, 4, 30]),
    ])
    func datesOfTheCalendarAreRead(text: String, parts: [Int]) throws {
        let date = try CalendarDate(Scalar(text: text, kind: .string))
        #expect([date.year, date.month, date.day] == parts)
        #expect(date.written == text)
        #expect(text.wholeMatch(of: try Regex(CalendarDate.schema.pattern ?? "")) != nil)
    }

    @Test(arguments: [
        "", "2027", "2027-1-31", "2027-01-32", "2027-02-29", "2100-02-29", "2027-04-31", "2027-00-10", "2027-13-01",
        "2027-01-00", "1969-12-31", "0000-01-01", "20270131", "2027/01/31", "2027-01-31 ", " 2027-01-31", "27-01-31",
        "2027-01-31T00:00:00Z", "+027-01-31", "2027-0１-31", "tomorrow",
    ])
    func otherTextsAreNone(text: String) {
        #expect(throws: ValueProblem.self) { try CalendarDate(Scalar(text: text, kind: .string)) }
    }

    @Test func datesAreOrdered() throws {
        let texts = ["1970-01-01", "1999-12-31", "2000-01-01", "2000-01-02", "2000-02-01", "2001-01-01"]
        let dates = try texts.map { try CalendarDate(Scalar(text: $0, kind: .string)) }
        #expect(dates.sorted() == dates && Set(dates).count == dates.count)
    }

    /// It holds on its last day, and no longer.
    @Test func anExceptionEndsAfterItsDay() throws {
        let environment = try environment(
            """
                - check: DL3008
                  reason: >-
                    Debian keeps
                    no old versions.
                  owner: team
                  expires: 2027-02-28
                - {check: DL1, reason: r, owner: me, expires: 2028-02-29}
            """)
        #expect(environment.exceptions.map(\.exception.reason.text) == ["Debian keeps no old versions.", "r"])
        #expect(environment.exceptions.map(\.location.description) == ["dev.yaml:7:7", "dev.yaml:13:7"])
        func told(_ year: Int, _ month: Int, _ day: Int) throws -> [String] {
            let today = try #require(CalendarDate(year: year, month: month, day: day))
            return environment.expiredExceptions(on: today).map {
                "\($0.location?.description ?? "") \($0.code.id) \($0.detail)"
            }
        }
        let first = "dev.yaml:12:16 E0213 team accepted DL3008 until 2027-02-28, and today is "
        #expect(try told(2027, 2, 28) == [])
        #expect(try told(2027, 3, 1) == ["\(first)2027-03-01."])
        #expect(try told(2028, 2, 29).count == 1)
        #expect(try told(2028, 3, 1).count == 2)
        let today = try #require(CalendarDate(year: 2027, month: 3, day: 1))
        #expect(
            environment.expiredExceptions(on: today).first?.help
                == "mend what the check finds and take the exception away, or decide anew and give a later day")
    }

    /// One check may be accepted twice, for documents that have nothing in common.
    @Test func exceptionsOfOneCheckStandBesideEachOther() throws {
        let environment = try environment(
            """
                - {check: DL1, documents: [docker/a], reason: r, owner: me, expires: 2027-01-31}
                - {check: DL1, documents: [docker/ab, local], reason: r, owner: me, expires: 2027-01-31}
                - {check: DL2, documents: [docker], reason: r, owner: me, expires: 2027-01-31}
            """)
        #expect(environment.spec.compliance.exceptions.count == 3)
        #expect(environment.expiredExceptions(on: .placeholder).count == 3)
    }
}
