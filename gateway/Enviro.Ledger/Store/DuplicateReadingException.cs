namespace Enviro.Ledger;

/// <summary>
/// A reading of this node, boot and sequence number is already in the ledger: the database itself keeps every reading to once. Nothing of
/// the call was kept and the store is as it was before.
/// </summary>
public sealed class DuplicateReadingException : Exception
{
    /// <summary>Creates the exception for the reading that is there already.</summary>
    public DuplicateReadingException(ReadingKey key, Exception innerException)
        : base($"The reading {key} is in the ledger already; leave it out and append the others again.", innerException)
    {
        Key = key;
    }

    /// <summary>Which reading it was.</summary>
    public ReadingKey Key { get; }
}
