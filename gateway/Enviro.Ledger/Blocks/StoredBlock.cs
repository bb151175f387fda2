namespace Enviro.Ledger;

/// <summary>A block as it is stored: raw bytes, parsed on demand.</summary>
public sealed class StoredBlock
{
    /// <summary>Number of the block, from 0.</summary>
    public required long Height { get; init; }

    /// <summary>The encoded header, see <see cref="BlockHeader"/>.</summary>
    public required byte[] Header { get; init; }

    /// <summary>The encoded seal, see <see cref="Ledger.Seal"/>.</summary>
    public required byte[] Seal { get; init; }
}
