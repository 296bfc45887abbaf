/// Whether two numbers differ by at most `tolerance` times the greater one.
func isClose(_ one: Double?, _ other: Double, within tolerance: Double = 1e-12) -> Bool {
    guard let one else { return false }
    return one == other || (one - other).magnitude <= tolerance * max(one.magnitude, other.magnitude)
}
