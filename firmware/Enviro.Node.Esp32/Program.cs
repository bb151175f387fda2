using System;
using System.Threading;
using Enviro.Devices;
using Enviro.Devices.Atecc608;
using Enviro.Wire;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace Enviro.Node.Esp32;

/// <summary>The board's main program: finds out which board it is, puts its parts together, and steps the node's program for good.</summary>
public static class Program
{
    /// <summary>Version of the firmware, that of the repository (Directory.Build.props); a test compares them.</summary>
    internal const string Version = "0.3.0";

    private const int SectorSize = 4_096;
    private const int SmallSectorSize = 512;
    private const int FailedStartWaitMs = 60_000;

    /// <summary>Where the interpreter starts.</summary>
    public static void Main()
    {
        BoardVariant? variant = BoardVariant.Of(BoardFiles.ReadBoard());
        if (variant == null)
        {
            // Without it no pin is known, and driving a wrong one can do harm: GPIO 16 and 17 are a memory chip's on some boards.
            Console.WriteLine("No board named in I:\\board: write devkitc or core2-aws there.");
            Thread.Sleep(Timeout.Infinite);
            return;
        }

        NodeProgram? program = null;
        try
        {
            HashCheck.Run();
            program = new NodeProgram(MakeParts(variant));
            while (true)
            {
                long waitMs = program.Step();
                Thread.Sleep((int)waitMs);
            }
        }
        catch (Exception failure)
        {
            End(program, failure);
        }
    }

    private static void End(NodeProgram? program, Exception failure)
    {
        Console.WriteLine(failure.Message);
        try
        {
            if (program != null)
            {
                program.Crash(failure);
            }

            BoardFiles.NoteRestart(RestartReason.Exception);
            Thread.Sleep(FailedStartWaitMs);
        }
        finally
        {
            Power.RebootDevice();
        }
    }

    private static NodeParts MakeParts(BoardVariant variant)
    {
        Sleep.WakeupCause cause = Sleep.GetWakeupCause();
        bool isWake = cause == Sleep.WakeupCause.Timer || cause == Sleep.WakeupCause.Ext0;
        I2cBus bus = new I2cBus(1, variant.I2cSda, variant.I2cScl);
        I2cBus sensorBus = variant.SensorSda == BoardVariant.NoPin ? bus : new I2cBus(2, variant.SensorSda, variant.SensorScl);
        Esp32Board board = new Esp32Board(variant, bus, cause == Sleep.WakeupCause.Ext0, new Watchdog());
        return new NodeParts(
            board,
            new SensorCatalog(sensorBus, Uptime),
            Identify(variant),
            new FileFlash(BoardFiles.Drive + "outbox", SectorSize, variant.OutboxSectors),
            new FileFlash(BoardFiles.Drive + "settings", SectorSize, 2),
            new FileFlash(BoardFiles.Drive + "record", SmallSectorSize, 2))
        {
            Element = new Atecc608SecureElement(new Atecc608Device(bus, variant.SecureElementAddress, Atecc608ClockDivider.M0)),
            CounterFlash = new FileFlash(BoardFiles.Drive + "counter", SmallSectorSize, 2),
            Provisioner = new ChipProvisioner(bus),
            Console = new SerialConsole(variant.ConsoleTx, variant.ConsoleRx),
            StartKind = isWake ? StartKind.Wake : StartKind.Cold,
            BoardReason = BoardFiles.TakeRestart(),
            SupplyLowMillivolts = variant.SupplyLowMillivolts,
        };
    }

    private static long Uptime() => Environment.TickCount64;

    private static FirmwareIdentity Identify(BoardVariant variant) => new FirmwareIdentity
    {
        Name = "enviro-node",
        Version = Version,
        Digest = BoardFiles.ReadFirmwareDigest(),
        HardwareModel = variant.HardwareModel,
        HardwareVersion = variant.HardwareVersion,
    };
}
