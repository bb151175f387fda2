namespace Enviro.Node;

/// <summary>
/// Flash memory in sectors, as NOR flash behaves: erasing sets every bit of a sector, writing only clears bits, so a byte may be written
/// again as long as no bit goes from 0 to 1. A board implements it over a partition, or with one file a sector. Absence or failure is
/// not exceptional: a write that says false may have happened in part, in whole or not at all.
/// </summary>
public interface IFlash
{
    /// <summary>Bytes of a sector, a multiple of 4.</summary>
    int SectorSize { get; }

    /// <summary>Number of sectors.</summary>
    int SectorCount { get; }

    /// <summary>Reads <paramref name="count"/> bytes of a sector into <paramref name="buffer"/>.</summary>
    bool TryRead(int sector, int offset, byte[] buffer, int bufferOffset, int count);

    /// <summary>Clears bits of a sector so that it holds <paramref name="count"/> bytes of <paramref name="buffer"/>; true once they are durable.</summary>
    bool TryWrite(int sector, int offset, byte[] buffer, int bufferOffset, int count);

    /// <summary>Sets every byte of a sector to 0xFF; true once that is durable.</summary>
    bool TryErase(int sector);
}
