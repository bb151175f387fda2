namespace Enviro.Simulator;

/// <summary>What a <see cref="SimulatedDisk"/> refuses while it is set; what was written before stays.</summary>
public enum DiskFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is no room: writes that make a file longer, and a longer -shm file.</summary>
    Full,

    /// <summary>Reads fail.</summary>
    ReadError,

    /// <summary>Writes and changes of size fail, and write nothing.</summary>
    WriteError,

    /// <summary>
    /// Syncs fail, and what they should have brought to the disk is never brought there by a later sync, unless it is written again: as the kernel
    /// does, which takes a page for clean after one report of its failure.
    /// </summary>
    SyncError,
}
