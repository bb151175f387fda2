using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>Nodes that wait for the operator. Not part of the chain.</content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Keeps a pending node, or what is new about one that is kept. False, and nothing kept, when <see cref="PendingNode.MaxKept"/> wait already. One whose
    /// verdict is <paramref name="preferredResult"/> then takes the place of the one seen longest ago that has another: a crowd of strangers
    /// keeps no node out whose evidence was found good.
    /// </summary>
    public bool WritePending(PendingNode node, uint preferredResult)
    {
        RequireWriter();
        bool isKept = true;
        _database.InTransaction(() =>
        {
            bool isFull = (long)_statements.CountPending.With().ExecuteScalar()! >= PendingNode.MaxKept && FindPending(node.Thumbprint) is null;
            if (isFull)
            {
                isKept = node.Result == preferredResult && _statements.DisplacePending.With((long)preferredResult).ExecuteNonQuery() > 0;
            }

            if (isKept)
            {
                _statements.WritePending.With(
                    node.Thumbprint, node.Urn, node.PublicKey, (long)node.Boot, node.FirstMs, node.LastMs, Cut(node.Source, Refusal.MaxTextLength), (long)node.Result,
                    Cut(node.ResultName, Refusal.MaxTextLength), Cut(node.Detail, Refusal.MaxDetailLength), BlobOrNull(node.ContestedBy), BlobOrNull(node.Evidence),
                    BlobOrNull(node.Nonce)).ExecuteNonQuery();
            }
        });
        return isKept;
    }

    /// <summary>Marks a pending node as contested by another key; does nothing where it does not wait.</summary>
    public void ContestPending(byte[] thumbprint, byte[] contestedBy)
    {
        RequireWriter();
        _database.InTransaction(() => _statements.ContestPending.With(contestedBy, thumbprint).ExecuteNonQuery());
    }

    /// <summary>Takes a node off the list; does nothing where it does not wait.</summary>
    public void ForgetPending(byte[] thumbprint)
    {
        RequireWriter();
        _database.InTransaction(() => _statements.ForgetPending.With(thumbprint).ExecuteNonQuery());
    }

    /// <summary>Every pending node, the one that has waited longest first.</summary>
    public IReadOnlyList<PendingNode> PendingNodes() => HasPendingTable ? ReadPending(() => _statements.ReadPending.With()) : [];

    /// <summary>The pending nodes that go by a URN: more than one where it is contested.</summary>
    public IReadOnlyList<PendingNode> PendingNodes(string urn) => HasPendingTable ? ReadPending(() => _statements.FindPendingByUrn.With(urn)) : [];

    /// <summary>The pending node with this key (thumbprint, 32 bytes); null where none waits.</summary>
    public PendingNode? FindPending(byte[] thumbprint) =>
        HasPendingTable && ReadPending(() => _statements.FindPending.With(thumbprint)) is [PendingNode found] ? found : null;

    /// <summary>A reader may have a ledger before it that no writer has opened since the table came.</summary>
    private bool HasPendingTable => !IsReadOnly || _database.SchemaVersion >= Schema.VersionOfPending;

    private List<PendingNode> ReadPending(Func<SqliteCommand> query) => _database.Guard(() =>
    {
        List<PendingNode> nodes = [];
        using SqliteDataReader row = query().ExecuteReader();
        while (row.Read())
        {
            nodes.Add(new PendingNode
            {
                Thumbprint = row.GetFieldValue<byte[]>(0),
                Urn = row.GetString(1),
                PublicKey = row.GetFieldValue<byte[]>(2),
                Boot = (uint)row.GetInt64(3),
                FirstMs = row.GetInt64(4),
                LastMs = row.GetInt64(5),
                Source = row.GetString(6),
                Result = (uint)row.GetInt64(7),
                ResultName = row.GetString(8),
                Detail = row.GetString(9),
                ContestedBy = ReadBlob(row, 10),
                Evidence = ReadBlob(row, 11),
                Nonce = ReadBlob(row, 12),
            });
        }

        return nodes;
    });

    private static object BlobOrNull(byte[]? blob) => blob is null ? DBNull.Value : blob;
}
