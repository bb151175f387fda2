using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>Refused messages: counted by reason, the last ones listed. Not part of the chain.</content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Keeps refusals and adds to the totals, in one transaction. Of the refusals the last <see cref="Refusal.MaxKept"/> stay; so a gateway under attack
    /// may list a sample and count the rest.
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

            foreach (Refusal refusal in refusals.Skip(refusals.Count - Refusal.MaxKept))
            {
                string name = Cut(refusal.ResultName, Refusal.MaxTextLength);
                _statements.InsertRefusal.With(
                    refusal.AtMs,
                    (long)refusal.Result,
                    name,
                    Cut(refusal.Source, Refusal.MaxTextLength),
                    Cut(refusal.Topic, Refusal.MaxTextLength),
                    Cut(refusal.Detail, Refusal.MaxDetailLength)).ExecuteNonQuery();
                _statements.NameRefusals.With((long)refusal.Result, name).ExecuteNonQuery();
            }

            _statements.ForgetOldRefusals.With().ExecuteNonQuery();
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

    /// <summary>The last refusals, newest first.</summary>
    public IReadOnlyList<Refusal> LastRefusals(int count) => _database.Guard(() =>
    {
        List<Refusal> refusals = [];
        using SqliteDataReader row = _statements.ReadRefusals.With((long)Math.Clamp(count, 0, Refusal.MaxKept)).ExecuteReader();
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
            });
        }

        return refusals;
    });

    private static string Cut(string text, int maxLength) => text.Length <= maxLength ? text : text[..maxLength];
}
