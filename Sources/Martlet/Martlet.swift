@_exported public import MartletCore
public import MartletSQLite
