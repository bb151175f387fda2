namespace Enviro.Simulator;

/// <summary>Families of faults that a simulation may inject; each has kinds of its own, counted by name in <see cref="SimulationResult.Faults"/>.</summary>
[Flags]
public enum FaultKinds
{
    /// <summary>A world without faults.</summary>
    None = 0,

    /// <summary>A node's power goes at any touch of a port.</summary>
    Power = 1 << 0,

    /// <summary>Flash: refused, partial and failed-but-done writes, failed reads, worn-out sectors, flipped bits.</summary>
    Flash = 1 << 1,

    /// <summary>Packets lost, delayed, duplicated, reordered, corrupted, replayed.</summary>
    Packets = 1 << 2,

    /// <summary>Nodes cut off from the broker for minutes to hours.</summary>
    Partitions = 1 << 3,

    /// <summary>The broker restarts: every connection ends, what it had not delivered is gone.</summary>
    Broker = 1 << 4,

    /// <summary>Clocks of nodes that drift, jump, or were never set.</summary>
    Clocks = 1 << 5,

    /// <summary>Secure elements that do not answer, flip bits, wake wrongly, run into their watchdog.</summary>
    SecureElements = 1 << 6,

    /// <summary>Sensors stuck, spiking, drifting, absent.</summary>
    Sensors = 1 << 7,

    /// <summary>The gateway crashes, at any write to its disk or between two.</summary>
    Gateway = 1 << 8,

    /// <summary>The gateway's disk: full, slow, failing.</summary>
    Disk = 1 << 9,

    /// <summary>The gateway's TPM: busy, reset, gone for a while.</summary>
    Tpm = 1 << 10,

    /// <summary>Hostile nodes and strangers: cloned identities, stolen keys after revocation, old settings, floods, forgeries.</summary>
    HostileNodes = 1 << 11,

    /// <summary>A hostile operator edits, deletes, reorders, rolls back, forks the finished ledger, with the gateway's own keys; each edit must be found.</summary>
    HostileOperator = 1 << 12,

    /// <summary>All of them.</summary>
    All = (1 << 13) - 1,
}
