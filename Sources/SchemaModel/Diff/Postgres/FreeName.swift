internal import SQLText

/// Names for what is there for a while only.
enum FreeName {
    /// A name made of another and a label that is not taken; the server cuts what is longer than 63 bytes.
    static func make(_ name: ObjectName, _ label: String, isTaken: (ObjectName) -> Bool) -> ObjectName {
        var number = 1
        while true {
            let ending = number == 1 ? label : "\(label)\(number)"
            let free = ObjectName(schema: name.schema, ServerName.made(name.name, nil, ending))
            if !isTaken(free) { return free }
            number += 1
        }
    }
}
