using System.Globalization;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Single bits of stored values, turned over where they lie.</summary>
internal static class ValueEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        OfBytes("entryMessageBit", "entries", "idx", "message", null),
        OfBytes("entryContextBit", "entries", "idx", "context", null),
        OfBytes("entryMessageSaltBit", "entries", "idx", "message_salt", LedgerRule.EntryCommitment),
        OfBytes("entryContextSaltBit", "entries", "idx", "context_salt", LedgerRule.EntryCommitment),
        OfBytes("entryLeafBit", "entries", "idx", "leaf", null),
        OfNumber("entryKindBit", "entries", "idx", "kind", 63, null),
        OfBytes("blockHeaderBit", "blocks", "height", "header", null),
        OfBytes("blockSealBit", "blocks", "height", "seal", null),
        OfBytes("headHashBit", "head", "id", "header_hash", LedgerRule.PreviousHash),
        OfNumber("headHeightBit", "head", "id", "height", 63, null),
    ];

    /// <summary>An edit that turns over one bit of a column of bytes, in a random row.</summary>
    private static LedgerEdit OfBytes(string name, string table, string key, string column, LedgerRule? rule) => new(
        name,
        EditEvidence.Ledger,
        ledger =>
        {
            if (PickRow(ledger, table, key, column) is not { } row || row.Value is not byte[] { Length: > 0 } value)
            {
                return null;
            }

            int bit = ledger.Random.Below(8 * value.Length);
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            ledger.Execute($"UPDATE {table} SET {column} = $0 WHERE {key} = $1", value, row.Key);
            return $"bit {bit} of {column} where {key} is {row.Key}";
        },
        rule);

    private static LedgerEdit OfNumber(string name, string table, string key, string column, int bits, LedgerRule? rule) => new(
        name,
        EditEvidence.Ledger,
        ledger =>
        {
            if (PickRow(ledger, table, key, column) is not { Value: long value } row)
            {
                return null;
            }

            int bit = ledger.Random.Below(bits);
            ledger.Execute($"UPDATE {table} SET {column} = $0 WHERE {key} = $1", value ^ (1L << bit), row.Key);
            return $"bit {bit} of {column} where {key} is {row.Key}";
        },
        rule);

    private static (long Key, object Value)? PickRow(EditedLedger ledger, string table, string key, string column)
    {
        List<(long, object)> rows = [];
        ledger.Read(string.Create(CultureInfo.InvariantCulture, $"SELECT {key}, {column} FROM {table} ORDER BY {key}"), row => rows.Add((row.GetInt64(0), row.GetValue(1))));
        return rows.Count == 0 ? null : rows[ledger.Random.Below(rows.Count)];
    }
}
