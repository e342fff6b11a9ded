import SchemaModel

extension ServerChange {
    private static func spread(_ bound: String = "TO (10)", body: String = "RETURN NEW") -> [String] {
        [
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.b := ''x''; \(body); END'",
            "CREATE TABLE t (a integer, b text) PARTITION BY RANGE (a)",
            "CREATE TABLE a_low PARTITION OF t FOR VALUES FROM (1) \(bound) PARTITION BY RANGE (a)",
            "CREATE TABLE a_lowest PARTITION OF a_low FOR VALUES FROM (1) TO (5)",
            "CREATE TABLE high PARTITION OF t FOR VALUES FROM (100) TO (200)",
            "CREATE TRIGGER fires BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        ]
    }
    private static let lowIsDisabled = [
        "ALTER TABLE a_low DISABLE TRIGGER fires", "ALTER TABLE a_lowest DISABLE TRIGGER fires",
    ]
    private static let inserting =
        "INSERT INTO t VALUES (1, 'mine'), (101, 'mine') RETURNING b"
    private static let disabling = [
        "ALTER TABLE ONLY public.a_low DISABLE TRIGGER fires", "ALTER TABLE ONLY public.a_lowest DISABLE TRIGGER fires",
    ]

    /// Triggers that fire for some partitions otherwise than for their table.
    static let triggers: [ServerChange] = [
        ServerChange(
            name: "a trigger does not fire for some partitions", old: spread(), new: spread() + lowIsDisabled,
            plan: disabling, hazards: [.changesMeaning], query: inserting, values: ["mine", "x"], since: 13),
        ServerChange(
            name: "a trigger fires for all partitions again", old: spread() + lowIsDisabled, new: spread(),
            plan: [
                "ALTER TABLE ONLY public.a_low ENABLE TRIGGER fires",
                "ALTER TABLE ONLY public.a_lowest ENABLE TRIGGER fires",
            ], hazards: [.changesMeaning], query: inserting, values: ["x", "x"], since: 13),
        ServerChange(
            name: "a trigger does not fire for a partition that is attached again", old: spread() + lowIsDisabled,
            new: spread("TO (20)") + lowIsDisabled,
            plan: [
                "ALTER TABLE public.t DETACH PARTITION public.a_low",
                "ALTER TABLE ONLY public.t ATTACH PARTITION public.a_low FOR VALUES FROM (1) TO (20)",
            ] + disabling, hazards: [.blocksWrites, .changesMeaning, .mayFail], query: inserting,
            values: ["mine", "x"], since: 13),
        ServerChange(
            name: "a trigger that is made again does not fire for the partitions either", old: spread() + lowIsDisabled,
            new: spread().dropLast() + [
                "CREATE TRIGGER fires BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()"
            ] + lowIsDisabled,
            plan: ["DROP TRIGGER fires ON public.t", "CREATE TRIGGER fires"] + disabling, hazards: [.changesMeaning],
            query: inserting, values: ["mine", "x"], since: 13),
        ServerChange(
            name: "a trigger that is disabled fires for a partition on", old: spread(),
            new: spread() + [
                "ALTER TABLE t DISABLE TRIGGER fires", "ALTER TABLE ONLY high ENABLE ALWAYS TRIGGER fires",
                "ALTER TABLE a_low DISABLE TRIGGER fires", "ALTER TABLE a_lowest DISABLE TRIGGER fires",
            ],
            plan: [
                "ALTER TABLE public.t DISABLE TRIGGER fires",
                "ALTER TABLE ONLY public.high ENABLE ALWAYS TRIGGER fires",
            ], hazards: [.changesMeaning], query: inserting, values: ["mine", "x"], since: 15),
    ]
}
