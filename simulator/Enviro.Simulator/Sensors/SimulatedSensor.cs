using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A sensor chip on a simulated bus that measures a world, well or with a fault.</summary>
public abstract class SimulatedSensor : ISimulatedI2cDevice
{
    private const double DriftPerHour = 0.05;
    private const double MsPerHour = 3_600_000;

    private readonly ISimulatedWorld _world;
    private readonly Dictionary<string, double> _last = [];
    private SensorFault _fault;
    private long _faultSinceMs;

    /// <summary>Connects a chip to what it measures.</summary>
    protected SimulatedSensor(ISimulatedWorld world, int address)
    {
        _world = world;
        Address = address;
    }

    /// <inheritdoc/>
    public int Address { get; }

    /// <summary>What is wrong with it, from now on.</summary>
    public SensorFault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            _faultSinceMs = _world.UnixMs;
        }
    }

    /// <summary>True time, Unix ms.</summary>
    protected long WorldMs => _world.UnixMs;

    /// <inheritdoc/>
    public void GeneralCall(long nowMicroseconds)
    {
    }

    /// <inheritdoc/>
    public I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        return _fault != SensorFault.NoAnswer && bytes.Length > 0 && TryWrite(nowMicroseconds, bytes) ? I2cStatus.Ok : I2cStatus.NotAcknowledged;
    }

    /// <inheritdoc/>
    public I2cStatus Read(long nowMicroseconds, Span<byte> bytes)
    {
        return _fault != SensorFault.NoAnswer && TryRead(nowMicroseconds, bytes) ? I2cStatus.Ok : I2cStatus.NotAcknowledged;
    }

    /// <inheritdoc/>
    public abstract void CutPower();

    /// <summary>What the chip does with bytes written to it; false when it does not acknowledge.</summary>
    protected abstract bool TryWrite(long nowMicroseconds, ReadOnlySpan<byte> bytes);

    /// <summary>What the chip gives; false when it does not acknowledge.</summary>
    protected abstract bool TryRead(long nowMicroseconds, Span<byte> bytes);

    /// <summary>The value the chip takes for a quantity of the world: the true one, or what its fault makes of it.</summary>
    protected double Sense(string quantity) => Sense(quantity, () => _world.ValueOf(quantity));

    /// <summary>As above, for what is not a quantity of the world, such as a voltage.</summary>
    protected double Sense(string name, Func<double> truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (_fault == SensorFault.Stuck && _last.TryGetValue(name, out double last))
        {
            return last;
        }

        double value = truth();
        double hours = (_world.UnixMs - _faultSinceMs) / MsPerHour;
        value = _fault switch
        {
            SensorFault.Spike => (value * 1.5) + 10,
            SensorFault.Drift => value * (1 + (DriftPerHour * hours)),
            _ => value,
        };
        _last[name] = value;
        return value;
    }
}
