/// The number of a catalogue, the same in every database.
///
/// Source: <https://github.com/postgres/postgres/tree/master/src/include/catalog>.
enum CatalogNumber {
    static let relation = 1259
    static let type = 1247
    static let routine = 1255
    static let namespace = 2615
    static let constraint = 2606
    static let columnDefault = 2604
    static let rule = 2618
    static let trigger = 2620
    static let policy = 3256
    static let `extension` = 3079
    static let database = 1262
}

/// An object of the catalogue, or a part of it.
struct CatalogAddress: Hashable {
    /// The number of the catalogue that it is in.
    var catalog: Int
    /// Its number there.
    var object: Int
    /// The number of the column, or 0.
    var part = 0

    init(_ catalog: Int, _ object: Int, _ part: Int = 0) {
        self.catalog = catalog
        self.object = object
        self.part = part
    }
}
