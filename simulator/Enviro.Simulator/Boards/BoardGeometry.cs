using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>How a board's flash is divided: regions of sectors, one file a sector on a board.</summary>
/// <param name="OutboxSectors">Sectors of the outbox.</param>
public sealed record BoardGeometry(int OutboxSectors)
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorSize = 4_096;

    /// <summary>Sectors of the settings, and of the board's records, and of the boot counter of a shared key.</summary>
    public const int SideSectors = SettingsStore.SectorCount;

    /// <summary>A board with 4 MB of flash, of which its file system has 256 KiB.</summary>
    public static BoardGeometry Flash4Megabytes { get; } = new(48);

    /// <summary>A board with 16 MB of flash.</summary>
    public static BoardGeometry Flash16Megabytes { get; } = new(512);
}
