using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// An AXP192 as far as a Core2 asks it: voltages of battery and supply, USB, charging, GPIO1 with the green LED. It keeps which registers were written, since
/// most of them can take the processor's supply away.
/// </summary>
public sealed class SimulatedAxp192 : ISimulatedI2cDevice
{
    private readonly byte[] _registers = new byte[256];
    private readonly HashSet<int> _written = [];
    private int _pointer;

    /// <summary>Connects a chip as it is after power-up.</summary>
    public SimulatedAxp192()
    {
        CutPower();
    }

    /// <inheritdoc/>
    public int Address => 0x34;

    /// <summary>Whether the chip answers.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Battery voltage in mV; 0 for no battery.</summary>
    public double BatteryMillivolts { get; set; } = 3_900;

    /// <summary>Voltage of the system's supply in mV.</summary>
    public double SupplyMillivolts { get; set; } = 4_900;

    /// <summary>Whether the green LED is lit: GPIO1 an open drain, and low.</summary>
    public bool IsLedLit => (_registers[0x92] & 0x07) == 0 && (_registers[0x94] & 0x02) == 0;

    /// <summary>Registers that were written since the chip was made.</summary>
    public IReadOnlyCollection<int> WrittenRegisters => _written;

    /// <inheritdoc/>
    public void GeneralCall(long nowMicroseconds)
    {
    }

    /// <inheritdoc/>
    public I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        if (!Answers || bytes.Length == 0)
        {
            return I2cStatus.NotAcknowledged;
        }

        // Register and value by turns.
        _pointer = bytes[0];
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            _registers[bytes[i]] = bytes[i + 1];
            _written.Add(bytes[i]);
        }

        return I2cStatus.Ok;
    }

    /// <inheritdoc/>
    public I2cStatus Read(long nowMicroseconds, Span<byte> bytes)
    {
        if (!Answers)
        {
            return I2cStatus.NotAcknowledged;
        }

        _registers[0x01] = (byte)(BatteryMillivolts > 0 ? 0x20 : 0);
        PutCode(0x78, (_registers[0x82] & 0x80) != 0 ? BatteryMillivolts / 1.1 : 0);
        PutCode(0x7E, (_registers[0x82] & 0x02) != 0 ? SupplyMillivolts / 1.4 : 0);
        foreach (ref byte value in bytes)
        {
            value = _registers[_pointer];
            _pointer = (_pointer + 1) & 0xFF;
        }

        return I2cStatus.Ok;
    }

    /// <inheritdoc/>
    public void CutPower()
    {
        Array.Clear(_registers);
        _registers[0x82] = 0x83;
        _registers[0x92] = 0x07;
        _registers[0x94] = 0x04;
    }

    private void PutCode(int register, double code)
    {
        int rounded = (int)Math.Round(code);
        _registers[register] = (byte)(rounded >> 4);
        _registers[register + 1] = (byte)(rounded & 0x0F);
    }
}
