using Enviro.Devices.Atecc608;

namespace Enviro.Node.Esp32;

/// <summary>What differs between the boards this program runs on. Which one it is stands in the file <c>I:\board</c>, written when the board is flashed.</summary>
internal sealed class BoardVariant
{
    /// <summary>A signal the board does not have on a pin of its own.</summary>
    internal const int NoPin = -1;

    private BoardVariant(string hardwareModel, string hardwareVersion)
    {
        HardwareModel = hardwareModel;
        HardwareVersion = hardwareVersion;
    }

    /// <summary>Board, as claimed in evidence.</summary>
    internal string HardwareModel { get; }

    /// <summary>Version of the board, as claimed in evidence.</summary>
    internal string HardwareVersion { get; }

    /// <summary>Data line of the bus with the secure element and the clock chip (I2C1).</summary>
    internal int I2cSda { get; private set; }

    /// <summary>Clock line of that bus.</summary>
    internal int I2cScl { get; private set; }

    /// <summary>Data line of a bus of the sensors' own (I2C2); <see cref="NoPin"/> where they share the other.</summary>
    internal int SensorSda { get; private set; } = NoPin;

    /// <summary>Clock line of that bus.</summary>
    internal int SensorScl { get; private set; } = NoPin;

    /// <summary>Console, from the board (COM2).</summary>
    internal int ConsoleTx { get; private set; }

    /// <summary>Console, to the board.</summary>
    internal int ConsoleRx { get; private set; }

    /// <summary>Tamper switch, high while the enclosure is open.</summary>
    internal int Tamper { get; private set; }

    /// <summary>Whether a resistor holds the tamper switch's level in deep sleep, so that opening the enclosure may wake the board.</summary>
    internal bool TamperWakes { get; private set; }

    /// <summary>Status LED; <see cref="NoPin"/> where the power chip has it.</summary>
    internal int Led { get; private set; } = NoPin;

    /// <summary>Whether there is a power chip AXP192, which then has LED and supply voltage.</summary>
    internal bool HasPowerChip { get; private set; }

    /// <summary>7-bit I2C address of the ATECC608.</summary>
    internal int SecureElementAddress { get; private set; }

    /// <summary>
    /// Sectors of 4,096 bytes for messages. LittleFS has 64 blocks on a board with 4 MB: 48 for messages, 2 for settings, what is left for its own use.
    /// </summary>
    internal int OutboxSectors { get; private set; }

    /// <summary>Supply voltage in mV below which messages say that it is low: a lithium-ion cell with about a tenth of its charge left.</summary>
    internal int SupplyLowMillivolts => 3_500;

    /// <summary>Finds a variant by the name that stands in the file; null for a name no board has.</summary>
    internal static BoardVariant? Of(string name)
    {
        switch (name)
        {
            case "devkitc":
                return MakeDevKitC();
            case "core2-aws":
                return MakeCore2Aws();
            default:
                return null;
        }
    }

    private static BoardVariant MakeDevKitC()
    {
        BoardVariant board = new BoardVariant("esp32-devkitc", "V4");
        board.I2cSda = DevKitCPins.I2cSda;
        board.I2cScl = DevKitCPins.I2cScl;
        board.ConsoleTx = DevKitCPins.ConsoleTx;
        board.ConsoleRx = DevKitCPins.ConsoleRx;
        board.Tamper = DevKitCPins.Tamper;
        board.TamperWakes = true;
        board.Led = DevKitCPins.Led;
        board.SecureElementAddress = Atecc608Device.DefaultAddress;
        board.OutboxSectors = 48;
        return board;
    }

    private static BoardVariant MakeCore2Aws()
    {
        BoardVariant board = new BoardVariant("m5stack-core2-aws", "K010-AWS");
        board.I2cSda = Core2AwsPins.I2cSda;
        board.I2cScl = Core2AwsPins.I2cScl;
        board.SensorSda = Core2AwsPins.SensorSda;
        board.SensorScl = Core2AwsPins.SensorScl;
        board.ConsoleTx = Core2AwsPins.ConsoleTx;
        board.ConsoleRx = Core2AwsPins.ConsoleRx;
        board.Tamper = Core2AwsPins.Tamper;
        board.HasPowerChip = true;
        board.SecureElementAddress = ChipProvisioner.VendorAddress;
        board.OutboxSectors = 512;
        return board;
    }
}
