internal import SQLText

/// The statements that make again what has gone.
public struct SchemaRecovery: Sendable {
    /// The statements that give objects back that were made again, to whom they belonged.
    public let givingBack: [String]
    /// The schema with all that has gone.
    public let goal: Schema
    private let loss: SchemaLoss
    private let now: Schema
    private let serverVersion: Int
    private let saysRights: Bool

    /// Plans the recovery.
    /// - Parameters:
    ///   - now: the schema as it is.
    ///   - role: who is at work: what belongs to somebody else by now was given away on purpose.
    ///   - serverVersion: the major version of a server.
    ///   - saysRights: whether whoever has made objects anew may have said who has which rights on them: those stay then.
    ///     Else they are those of the maker's default privileges, and give way to what was there before.
    public init(
        of loss: SchemaLoss, in now: Schema, as role: String?, serverVersion: Int = 0, saysRights: Bool = true
    ) {
        (self.loss, self.now, self.serverVersion, self.saysRights) = (loss, now, serverVersion, saysRights)
        goal = loss.completing(now)
        let lookup = PostgresLookup(now)
        givingBack = loss.owners.sorted { $0.key < $1.key }.compactMap { object, owner in
            guard let role, let current = now.owners.roles[object], current == role, current != owner else {
                return nil
            }
            return lookup.removal(of: object).map { PostgresDDL.give($0, to: owner) }
        }
    }

    /// The statements that make what is missing, with whom it belonged to, its rights and its comments.
    /// - Throws: `SchemaCycle`, if objects need one another and nothing of them can be given later.
    public func statements() throws(SchemaCycle) -> [ChangeStatement] {
        guard now.dialect == .postgres else { return try SchemaChangePlan(from: now, to: goal).statements }
        var known = now
        known.owners.roles.merge(loss.owners) { current, _ in current }
        known.owners.access.merge(loss.access) { saysRights ? $0 : $1 }
        var options = PostgresChangePlan.Options(online: false, writesGrants: true, serverVersion: serverVersion)
        let present = PostgresLookup(now)
        options.rightsAsBefore = loss.gone.filter { !saysRights || !present.has($0) }
        return try PostgresChangePlan(from: known, to: goal, options: options).statements
    }

    /// What has to be set before them on a server, until the end of the transaction.
    public static let settings = PostgresSchemaWriter.settings.map { $0.replacing("SET ", with: "SET LOCAL ") }
}
