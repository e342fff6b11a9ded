internal import SQLText

extension Schema {
    /// The schema with its types and expressions in short, for people: what it says cannot be run any more.
    package var inShort: Schema {
        guard dialect == .postgres else { return self }
        let sql = ShortSQL(self, DisplayNames(self))
        var schema = self
        for index in tables.indices { schema.tables[index].shorten(sql) }
        for index in views.indices {
            schema.views[index].query = sql.text(schema.views[index].query)
            schema.views[index].columns.shorten(sql)
            schema.views[index].indexes.shorten(sql)
            schema.views[index].triggers.shorten(sql)
        }
        for index in types.indices {
            schema.types[index].attributes.shorten(sql)
            schema.types[index].domain?.shorten(sql)
        }
        for index in routines.indices {
            schema.routines[index].signature = sql.text(schema.routines[index].parameters)
            schema.routines[index].result = schema.routines[index].result.map(sql.text)
        }
        return schema
    }
}

extension Table {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        columns.shorten(sql)
        checks.shorten(sql)
        for index in exclusions.indices { exclusions[index].definition = sql.condition(exclusions[index].definition) }
        indexes.shorten(sql)
        triggers.shorten(sql)
        for index in policies.indices {
            policies[index].using = policies[index].using.map(sql.condition)
            policies[index].check = policies[index].check.map(sql.condition)
        }
        partitioning = partitioning.map(sql.text)
    }
}

extension [Column] {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        for index in indices {
            self[index].type = sql.text(self[index].type)
            self[index].defaultValue = self[index].defaultValue.map(sql.text)
            if let generated = self[index].generated {
                self[index].generated?.expression = sql.condition(generated.expression)
            }
        }
    }
}

extension [Check] {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        for index in indices { self[index].expression = sql.condition(self[index].expression) }
    }
}

extension Domain {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        type = sql.text(type)
        defaultValue = defaultValue.map(sql.text)
        checks.shorten(sql)
    }
}

extension [Index] {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        for index in indices {
            self[index].predicate = self[index].predicate.map(sql.condition)
            for part in self[index].parts.indices {
                self[index].parts[part].expression = self[index].parts[part].expression.map(sql.condition)
                self[index].parts[part].operatorClass = self[index].parts[part].operatorClass.map(sql.text)
            }
        }
    }
}

extension [Trigger] {
    fileprivate mutating func shorten(_ sql: ShortSQL) {
        for index in indices { self[index].action = sql.text(self[index].action) }
    }
}
