// A parameter of a route, as the document shows it.
import Health
import Wire

/// A part of the target that a route reads.
struct ApiParameter {
    enum Place: String {
        case path, query
    }

    let name: String
    let place: Place
    let description: String
    let schema: JSONValue

    /// What the document says of it.
    var json: JSONValue {
        ApiSchema.json([
            "name": .string(name), "in": .string(place.rawValue),
            "required": .boolean(place == .path), "description": .string(description),
            "schema": schema,
        ])
    }

    /// The parameter where only the path is looked at: any text does; nil for one of the query.
    var forAnyMethod: ApiParameter? {
        guard place == .path else { return nil }
        return ApiParameter(
            name: name, place: place, description: description, schema: ApiSchema.text())
    }

    static let provider = ApiParameter(
        name: "provider", place: .path, description: "A provider's name or one of its aliases.",
        schema: ApiSchema.text(pattern: "^[a-z0-9-]{1,64}$"))

    static let detail = ApiParameter(
        name: "detail", place: .query,
        description: "Whether to list each provider's object instead of its score alone.",
        schema: ApiSchema.text(
            pattern: "^(?:[01tTfFyYnN]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]"
                + "|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF])$"))

    static let unknown = ApiParameter(
        name: "unknown", place: .query, description: "`omit` leaves out providers without a score.",
        schema: ApiSchema.words(["omit"]))

    static let limit = ApiParameter(
        name: "limit", place: .query,
        description: "The most errors to show; \(ErrorsQuery.defaultLimit) where it is absent.",
        schema: ApiSchema.integer(ErrorsQuery.limits))
}
