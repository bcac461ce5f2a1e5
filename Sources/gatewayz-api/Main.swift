// Placeholder until the roof is built.
@main
struct Main {
    static func main() {}
}
