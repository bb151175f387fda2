using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>A simulated bus that records what is written to it, with one sensor's readings taken apart.</summary>
internal sealed class SensorBench : II2cBus
{
    public SensorBench(params ISimulatedI2cDevice[] chips)
    {
        foreach (ISimulatedI2cDevice chip in chips)
        {
            Bus.Attach(chip);
        }
    }

    public SimulatedI2cBus Bus { get; } = new();

    /// <summary>Everything written, as hexadecimal.</summary>
    public List<string> Written { get; } = [];

    /// <summary>What the last attempt gave, by name.</summary>
    public Dictionary<string, Reading> Last { get; } = [];

    /// <summary>How long the last attempt took on the bus.</summary>
    public long LastMicroseconds { get; private set; }

    public SensorStatus Read(ISensor sensor)
    {
        // A message holds other readings before this sensor's: they must stay.
        Reading other = new("other", "V", 1, 0);
        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        readings[0] = other;
        int count = 1;
        long before = Bus.NowMicroseconds;
        SensorStatus status = sensor.Read(readings, ref count);
        LastMicroseconds = Bus.NowMicroseconds - before;
        Last.Clear();
        foreach (Reading reading in readings[1..count])
        {
            Last.Add(reading.Name, reading);
        }

        Assert.Same(other, readings[0]);
        Assert.InRange(count - 1, status == SensorStatus.Measured ? 1 : 0, sensor.MaxReadings);
        Assert.Equal(status == SensorStatus.Measured, count - 1 == sensor.MaxReadings);
        return status;
    }

    public long Mantissa(string name) => Last[name].Mantissa;

    public I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        Written.Add(Convert.ToHexString(buffer, offset, count));
        return Bus.Write(address, buffer, offset, count);
    }

    public I2cStatus Read(int address, byte[] buffer, int offset, int count) => Bus.Read(address, buffer, offset, count);

    public void Wait(int microseconds) => Bus.Wait(microseconds);

    /// <summary>The next transfer but <paramref name="at"/> fails once.</summary>
    public void FailOnce(BusFault fault, int at)
    {
        int faulty = Bus.TransferCount + at;
        Bus.FaultAt = index => index == faulty ? fault : BusFault.None;
    }
}
