namespace Enviro.Ledger;

/// <summary>Tables of the one database file of a ledger; README.md beside this folder says what each column means.</summary>
internal static class Schema
{
    /// <summary>SQLite's application_id: "ENVR".</summary>
    internal const long ApplicationId = 0x454E5652;

    /// <summary>SQLite's user_version. A change of the tables raises it; 2 brought the table of pending nodes and the security log, 3 the tree's subtrees.</summary>
    internal const long Version = 3;

    /// <summary>The oldest version that is still read, and brought up to date when it is opened for writing.</summary>
    internal const long OldestVersion = 1;

    /// <summary>The version that brought the table of pending nodes and the security log.</summary>
    internal const long VersionOfPending = 2;

    /// <summary>Kinds below this are transactions of the registers.</summary>
    internal const int FirstKindOfMeasurements = 16;

    private static readonly string s_upgradeTo2 =
        $"""
        CREATE TABLE pending (
            thumbprint BLOB PRIMARY KEY, urn TEXT NOT NULL, public_key BLOB NOT NULL, boot INTEGER NOT NULL,
            first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, source TEXT NOT NULL,
            result INTEGER NOT NULL, result_name TEXT NOT NULL, detail TEXT NOT NULL, contested_by BLOB, evidence BLOB, nonce BLOB) STRICT, WITHOUT ROWID;
        CREATE INDEX pending_by_urn ON pending (urn);
        ALTER TABLE refusals ADD COLUMN is_security INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX refusals_by_log ON refusals (is_security, id);
        """;

    private static readonly string s_upgradeTo3 =
        $"""
        CREATE TABLE subtrees (id INTEGER PRIMARY KEY CHECK (id = 0), tree_size INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
        PRAGMA user_version = {Version};
        """;

    internal static readonly string Create =
        $"""
        CREATE TABLE entries (
            idx INTEGER PRIMARY KEY, kind INTEGER NOT NULL, leaf BLOB NOT NULL,
            message_salt BLOB, context_salt BLOB, context BLOB, message BLOB) STRICT;
        CREATE INDEX entries_of_registers ON entries (idx) WHERE kind < {FirstKindOfMeasurements};
        CREATE TABLE blocks (height INTEGER PRIMARY KEY, header BLOB NOT NULL, seal BLOB NOT NULL) STRICT;
        CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 0), height INTEGER NOT NULL, header_hash BLOB NOT NULL) STRICT;
        CREATE TABLE readings (
            node BLOB NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL, idx INTEGER NOT NULL, message_hash BLOB NOT NULL,
            PRIMARY KEY (node, boot, seq)) STRICT, WITHOUT ROWID;
        CREATE TABLE last_readings (
            node BLOB PRIMARY KEY, boot INTEGER NOT NULL, seq INTEGER NOT NULL, idx INTEGER NOT NULL, message_hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE refusals (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, result INTEGER NOT NULL, result_name TEXT NOT NULL,
            source TEXT NOT NULL, topic TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
        CREATE TABLE refusal_counts (result INTEGER PRIMARY KEY, result_name TEXT NOT NULL, total INTEGER NOT NULL) STRICT;
        PRAGMA application_id = {ApplicationId};
        {UpgradeFrom(OldestVersion)}
        """;

    /// <summary>What brings the tables of an older version up to date.</summary>
    internal static string UpgradeFrom(long version) => version < VersionOfPending ? s_upgradeTo2 + s_upgradeTo3 : s_upgradeTo3;
}
