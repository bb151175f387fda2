using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What a board's main program puts together for <see cref="NodeProgram"/>: everything that is of one board and no other.</summary>
public sealed class NodeParts
{
    /// <summary>Creates parts.</summary>
    /// <param name="board">Time, supply, enclosure, LED, sleep and network.</param>
    /// <param name="sensors">Makes the sensors that the settings name.</param>
    /// <param name="firmware">What runs here.</param>
    /// <param name="outboxFlash">Where messages wait.</param>
    /// <param name="settingsFlash">Settings documents, 2 sectors.</param>
    /// <param name="recordFlash">Last words and the enclosure's latch, 2 sectors.</param>
    public NodeParts(IBoard board, ISensorSource sensors, FirmwareIdentity firmware, IFlash outboxFlash, IFlash settingsFlash, IFlash recordFlash)
    {
        Board = board;
        Sensors = sensors;
        Firmware = firmware;
        OutboxFlash = outboxFlash;
        SettingsFlash = settingsFlash;
        RecordFlash = recordFlash;
    }

    /// <summary>The board.</summary>
    public IBoard Board { get; set; }

    /// <summary>The secure element; null where the board has none and the node shares a key with its gateway.</summary>
    public ISecureElement? Element { get; set; }

    /// <summary>Where sensors come from.</summary>
    public ISensorSource Sensors { get; set; }

    /// <summary>What runs here.</summary>
    public FirmwareIdentity Firmware { get; set; }

    /// <summary>Where messages wait for their acknowledgement: the <see cref="Outbox"/>'s own.</summary>
    public IFlash OutboxFlash { get; set; }

    /// <summary>The <see cref="SettingsStore"/>'s own, 2 sectors of 4,096 bytes or more.</summary>
    public IFlash SettingsFlash { get; set; }

    /// <summary>The <see cref="BoardRecords"/>' own, 2 sectors.</summary>
    public IFlash RecordFlash { get; set; }

    /// <summary>The boot counter of a node with a shared key, 2 sectors of its own; null where the board cannot be one.</summary>
    public IFlash? CounterFlash { get; set; }

    /// <summary>The serial console; null for none.</summary>
    public ISerialConsole? Console { get; set; }

    /// <summary>Makes the secure element the node's identity; null where there is none to provision.</summary>
    public IProvisioner? Provisioner { get; set; }

    /// <summary>Power-up and reset, or a wake from deep sleep.</summary>
    public StartKind StartKind { get; set; }

    /// <summary>What the board itself knows about why it started; <see cref="RestartReason.Unknown"/> where it cannot tell.</summary>
    public RestartReason BoardReason { get; set; } = RestartReason.Unknown;

    /// <summary>Supply voltage in mV below which messages say that it is low; 0 for never.</summary>
    public int SupplyLowMillivolts { get; set; }
}
