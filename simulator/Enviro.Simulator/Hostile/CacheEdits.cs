namespace Enviro.Simulator;

/// <summary>The caches of readings: no seal covers them, and a gateway that believed a false one would take a reading twice or refuse a new one.</summary>
internal static class CacheEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        .. from table in (string[])["readings", "last_readings"]
           from column in (string[])["node", "boot", "seq", "idx", "message_hash"]
           select new LedgerEdit($"{(table == "readings" ? "cache" : "lastCache")}{Name(column)}Bit", EditEvidence.Fsck, ledger => Flip(ledger, table, column)),
        new("cacheRowDeleted", EditEvidence.Fsck, ledger => Alter(ledger, "readings", "DELETE FROM readings WHERE node = $0 AND boot = $1 AND seq = $2")),
        new("lastCacheRowDeleted", EditEvidence.Fsck, ledger => Alter(ledger, "last_readings", "DELETE FROM last_readings WHERE node = $0 AND boot = $1 AND seq = $2")),
        new("cacheRowAdded", EditEvidence.Fsck, ledger => Alter(
            ledger, "readings", "INSERT INTO readings (node, boot, seq, idx, message_hash) SELECT node, boot, seq + 1000000, idx, message_hash FROM readings WHERE node = $0 AND boot = $1 AND seq = $2")),
        new("lastCacheRowOlder", EditEvidence.Fsck, ledger => Alter(
            ledger,
            "readings",
            "UPDATE last_readings SET (boot, seq, idx, message_hash) = (SELECT boot, seq, idx, message_hash FROM readings WHERE node = $0 AND boot = $1 AND seq = $2) WHERE node = $0")),
        new("cacheHashPrefixKept", EditEvidence.Fsck, KeepPrefix),
    ];

    private static string Name(string column) => column switch
    {
        "node" => "Node",
        "boot" => "Boot",
        "seq" => "Sequence",
        "idx" => "Index",
        _ => "Hash",
    };

    private static string? Flip(EditedLedger ledger, string table, string column)
    {
        if (Pick(ledger, table) is not { } row)
        {
            return null;
        }

        int ordinal = Array.IndexOf(["node", "boot", "seq", "idx", "message_hash"], column);
        object altered;
        if (row[ordinal] is byte[] bytes)
        {
            byte[] copy = [.. bytes];
            int bit = ledger.Random.Below(8 * copy.Length);
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            altered = copy;
        }
        else
        {
            altered = (long)row[ordinal] ^ (1L << ledger.Random.Below(63));
        }

        ledger.Execute($"UPDATE {table} SET {column} = $3 WHERE node = $0 AND boot = $1 AND seq = $2", row[0], row[1], row[2], altered);
        return $"{column} of boot {row[1]} seq {row[2]} in {table}";
    }

    private static string? Alter(EditedLedger ledger, string table, string sql)
    {
        if (Pick(ledger, table) is not { } row)
        {
            return null;
        }

        ledger.Execute(sql, row[0], row[1], row[2]);
        return $"boot {row[1]} seq {row[2]}, entry {row[3]}";
    }

    /// <summary>Whoever compared the beginning of a hash only would not see it.</summary>
    private static string? KeepPrefix(EditedLedger ledger)
    {
        if (Pick(ledger, "readings") is not { } row)
        {
            return null;
        }

        byte[] hash = [.. (byte[])row[4]];
        ledger.Random.Fill(hash.AsSpan(2));
        foreach (string table in (string[])["readings", "last_readings"])
        {
            ledger.Execute($"UPDATE {table} SET message_hash = $3 WHERE node = $0 AND boot = $1 AND seq = $2", row[0], row[1], row[2], hash);
        }

        return $"all but 16 bits of the hash of boot {row[1]} seq {row[2]}";
    }

    private static object[]? Pick(EditedLedger ledger, string table)
    {
        List<object[]> rows = [];
        ledger.Read($"SELECT node, boot, seq, idx, message_hash FROM {table} ORDER BY node, boot, seq", row =>
        {
            object[] values = new object[5];
            row.GetValues(values);
            rows.Add(values);
        });
        return rows.Count == 0 ? null : rows[ledger.Random.Below(rows.Count)];
    }
}
