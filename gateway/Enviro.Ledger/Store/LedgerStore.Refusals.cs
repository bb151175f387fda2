using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>Refused messages: counted by reason, the last ones listed. Not part of the chain.</content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Keeps refusals and adds to the totals, in one transaction. Of the security events, and of all others, the last <see cref="Refusal.MaxKept"/> stay; so a
    /// gateway under attack may list a sample and count the rest.
    /// </summary>
    /// <param name="refusals">Refusals to list, oldest first.</param>
    /// <param name="countsDelta">By result, how many messages were refused since the last call: all of them, listed or not.</param>
    public void RecordRefusals(IReadOnlyList<Refusal> refusals, IReadOnlyDictionary<uint, long> countsDelta)
    {
        RequireWriter();
        if (refusals.Count == 0 && countsDelta.Count == 0)
        {
            return;
        }

        _database.InTransaction(() =>
        {
            foreach ((uint result, long count) in countsDelta)
            {
                _statements.CountRefusals.With((long)result, result.ToString(CultureInfo.InvariantCulture), count).ExecuteNonQuery();
            }

            foreach (Refusal refusal in refusals.Skip(refusals.Count - (2 * Refusal.MaxKept)))
            {
                string name = Cut(refusal.ResultName, Refusal.MaxTextLength);
                _statements.InsertRefusal.With(
                    refusal.AtMs,
                    (long)refusal.Result,
                    name,
                    Cut(refusal.Source, Refusal.MaxTextLength),
                    Cut(refusal.Topic, Refusal.MaxTextLength),
                    Cut(refusal.Detail, Refusal.MaxDetailLength),
                    refusal.IsSecurityEvent ? 1L : 0L).ExecuteNonQuery();
                _statements.NameRefusals.With((long)refusal.Result, name).ExecuteNonQuery();
            }

            _statements.ForgetOldRefusals.With(0L).ExecuteNonQuery();
            _statements.ForgetOldRefusals.With(1L).ExecuteNonQuery();
        });
    }

    /// <summary>Totals by the result's name, or by its number while no refusal with that result has given a name.</summary>
    public IReadOnlyDictionary<string, long> RefusalCounts() => _database.Guard(() =>
    {
        Dictionary<string, long> counts = [];
        using SqliteDataReader row = _statements.ReadRefusalCounts.With().ExecuteReader();
        while (row.Read())
        {
            // Two results may have shared a name in two versions of a program.
            string name = row.GetString(0);
            counts[name] = counts.GetValueOrDefault(name) + row.GetInt64(1);
        }

        return counts;
    });

    /// <summary>The last refusals, newest first; those that are security events too.</summary>
    public IReadOnlyList<Refusal> LastRefusals(int count) => ReadRefusals(() => _statements.ReadRefusals.With(LimitOf(count)), isSecurityLog: false);

    /// <summary>The last security events, newest first. A ledger of an earlier program has none that are known as such.</summary>
    public IReadOnlyList<Refusal> SecurityLog(int count) =>
        IsReadOnly && _database.SchemaVersion < Schema.VersionOfPending ? [] : ReadRefusals(() => _statements.ReadSecurityLog.With(LimitOf(count)), isSecurityLog: true);

    private static long LimitOf(int count) => Math.Clamp(count, 0, 2 * Refusal.MaxKept);

    private List<Refusal> ReadRefusals(Func<SqliteCommand> query, bool isSecurityLog) => _database.Guard(() =>
    {
        List<Refusal> refusals = [];
        using SqliteDataReader row = query().ExecuteReader();
        while (row.Read())
        {
            refusals.Add(new Refusal
            {
                AtMs = row.GetInt64(0),
                Result = (uint)row.GetInt64(1),
                ResultName = row.GetString(2),
                Source = row.GetString(3),
                Topic = row.GetString(4),
                Detail = row.GetString(5),
                IsSecurityEvent = isSecurityLog,
            });
        }

        return refusals;
    });

    private static string Cut(string text, int maxLength) => text.Length <= maxLength ? text : text[..maxLength];
}
