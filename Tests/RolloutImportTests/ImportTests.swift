import Testing

@testable import RolloutImport

@Suite struct ImportTests {
    @Test func decimals() { #expect(Decimal(".5")?.text == "0.5") }
}
