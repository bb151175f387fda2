using Enviro.Devices;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A whole board in real time: the node's program and drivers on a simulated bus with secure element and sensors, console on a pseudo-terminal, MQTT to the
/// gateway that its settings name.
/// </summary>
internal sealed class ServedBoard : IDisposable
{
    private const int LongestWaitMs = 1_000;

    private readonly BoardOptions _options;
    private readonly BoardState _state;
    private readonly BoardTerminal _terminal;
    private readonly TimeProvider _time;
    private readonly VirtualClock _clock = new();
    private readonly SimulatedI2cBus _bus = new();
    private readonly SimulatedBoard _board;
    private readonly long _startedMs;
    private CancellationToken _stop;
    private MqttLink? _link;

    /// <summary>Puts a board together, without power.</summary>
    /// <exception cref="ServeException">Its kept state cannot be read.</exception>
    internal ServedBoard(BoardOptions options, BoardState state, BoardTerminal terminal, TimeProvider time)
    {
        _options = options;
        _state = state;
        _terminal = terminal;
        _time = time;
        _startedMs = NowMs;
        _clock.UnixMs = _startedMs;
        _bus.Attach(state.Chip(() => options.HasVendorChip ? VendorChip.Make(options.Seed, options.VendorRoot) : SimulatedAtecc608.FactoryFresh(options.Seed)));
        AttachSensors(new DailyCycle(_clock, options.Seed));
        _board = NewBoard(new SensorCatalog(_bus, () => _board!.UptimeMs));
        _board.Firmware.HardwareModel = options.Variant;
        _board.Provisioner = new ChipProvisioner(_bus);
        _board.Element = new Atecc608SecureElement(
            new Atecc608Device(_bus, options.HasVendorChip ? ChipProvisioner.VendorAddress : Atecc608Device.DefaultAddress, Atecc608ClockDivider.M0));
        _board.Console = terminal;
        _board.Waited = _ => CatchUp();
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Serial number of its chip, 9 bytes; empty when it does not answer.</summary>
    internal byte[] SerialNumber => _board.Provisioner!.TryGetSerialNumber(out byte[] serialNumber) ? serialNumber : [];

    /// <summary>Gives it power and runs it until it is told to stop, which is as if it was unplugged.</summary>
    /// <exception cref="ServeException">The chip's state cannot be kept.</exception>
    internal void Run(CancellationToken stop)
    {
        _stop = stop;
        WaitHandle[] wakers = [stop.WaitHandle, _terminal.Arrived];
        _board.PowerOn();
        while (!stop.IsCancellationRequested)
        {
            if (_board.Program is null)
            {
                // Between runs: what the next one says of its firmware is what lies in its file system then.
                _board.Firmware.Digest = _state.FirmwareDigest() ?? SimulatedFirmware.Digest;
                _terminal.Forget();
            }

            PassBusTime();
            long dueMs = _board.RunUntil(NowMs);
            long waitMs = Math.Clamp(dueMs - NowMs, 1, LongestWaitMs);
            WaitHandle.WaitAny(wakers, (int)waitMs);
        }

        _board.PowerOff();
    }

    /// <summary>Unplugs it.</summary>
    public void Dispose()
    {
        _link?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _board.Dispose();
    }

    private SimulatedBoard NewBoard(ISensorSource sensors)
    {
        try
        {
            return new SimulatedBoard(_options.Geometry, _clock, sensors, Connect, _state.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ServeException($"--state {_state.Folder}: {e.Message}", e);
        }
    }

    private void AttachSensors(DailyCycle world)
    {
        SimulatedAds1115 inputs = new(world);
        inputs.Connect(0, new SimulatedModule(world, "noise", [30, 130], [600, 2_600]).Millivolts);
        inputs.Connect(1, new SimulatedModule(world, "ph", [0, 14], [3_000, 200]).Millivolts);
        inputs.Connect(2, new SimulatedModule(world, "conductivity", [0, 0.2], [0, 2_000]).Millivolts);
        _bus.Attach(new SimulatedBme280(world));
        _bus.Attach(new SimulatedSps30(world));
        _bus.Attach(new SimulatedScd4x(world));
        _bus.Attach(inputs);
    }

    private MqttLink Connect(NetworkSettings network, string urn)
    {
        // A board that restarted has lost its connection.
        _link?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _link = _options.GatewayPort is int port ? new MqttLink("127.0.0.1", port, urn, network.Authority) : new MqttLink(network, urn);
        return _link;
    }

    /// <summary>The program stands still while it waits: so does this, until true time is where its own is.</summary>
    private void CatchUp()
    {
        PassBusTime();
        long aheadMs = _clock.UnixMs - NowMs;
        if (aheadMs > 0 ? _stop.WaitHandle.WaitOne((int)Math.Min(aheadMs, LongestWaitMs)) : _stop.IsCancellationRequested)
        {
            throw new PowerCutException();
        }
    }

    // Chips and sensors live in the bus's time, which a transfer moves faster than real.
    private void PassBusTime() => _bus.Advance(Math.Max(0, ((NowMs - _startedMs) * 1_000) - _bus.NowMicroseconds));
}
