using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// What clock chips on a simulated bus have in common: registers of which seven are the time in binary-coded decimals, and a battery that keeps them. Time
/// passes by the world's clock, so that it goes on while a node is off.
/// </summary>
public abstract class SimulatedClockChip : ISimulatedI2cDevice
{
    private const int TimeLength = 7;

    private readonly VirtualClock _clock;
    private readonly byte[] _registers;
    private readonly int _timeAt;
    private int _pointer;
    private long _setMs;

    /// <summary>Makes a chip that was never set.</summary>
    protected SimulatedClockChip(VirtualClock clock, int address, int registerCount, int timeAt)
    {
        _clock = clock;
        Address = address;
        _registers = new byte[registerCount];
        _timeAt = timeAt;
    }

    /// <inheritdoc/>
    public int Address { get; }

    /// <summary>Whether the chip answers.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Whether there is a battery with charge; without one a power cut stops the clock.</summary>
    public bool HasBattery { get; set; } = true;

    /// <summary>How fast the clock runs beside the truth, in parts per million.</summary>
    public double PartsPerMillion { get; set; }

    /// <summary>Bits of each of the seven registers of the time that are part of it.</summary>
    protected abstract ReadOnlySpan<byte> TimeMasks { get; }

    /// <summary>Whether the clock counts now.</summary>
    protected abstract bool IsRunning { get; }

    /// <summary>The registers as they are.</summary>
    protected Span<byte> Registers => _registers;

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

        Settle();
        _pointer = bytes[0] % _registers.Length;
        foreach (byte value in bytes[1..])
        {
            Store(_pointer, value);
            _pointer = (_pointer + 1) % _registers.Length;
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

        Settle();
        foreach (ref byte value in bytes)
        {
            value = _registers[_pointer];
            _pointer = (_pointer + 1) % _registers.Length;
        }

        return I2cStatus.Ok;
    }

    /// <inheritdoc/>
    public void CutPower()
    {
        Settle();
        _pointer = 0;
        LosePower();
    }

    /// <summary>What a power cut does to the registers, by <see cref="HasBattery"/>.</summary>
    protected abstract void LosePower();

    /// <summary>What writing a register does.</summary>
    protected virtual void Store(int register, byte value) => _registers[register] = value;

    /// <summary>The date in the chip's order: indexes of second, minute, hour, day, month, year among the seven.</summary>
    protected abstract ReadOnlySpan<int> Order { get; }

    // Brings the registers up to now. What is no date stays as it was written.
    private void Settle()
    {
        long elapsedMs = (long)((_clock.UnixMs - _setMs) * (1 + (PartsPerMillion / 1e6)));
        if (!IsRunning || _clock.UnixMs < _setMs)
        {
            _setMs = _clock.UnixMs;
            return;
        }

        if (elapsedMs < 1000)
        {
            return;
        }

        _setMs = _clock.UnixMs - (elapsedMs % 1000);
        if (TryDecode(out DateTime time))
        {
            Encode(time.AddSeconds(elapsedMs / 1000));
        }
    }

    private bool TryDecode(out DateTime time)
    {
        int[] parts = new int[6];
        for (int i = 0; i < 6; i++)
        {
            int bcd = _registers[_timeAt + Order[i]] & TimeMasks[Order[i]];
            parts[i] = ((bcd >> 4) * 10) + (bcd & 15);
        }

        return DateTime.TryParse(
            $"{2000 + parts[5]:0000}-{parts[4]:00}-{parts[3]:00}T{parts[2]:00}:{parts[1]:00}:{parts[0]:00}Z",
            null,
            System.Globalization.DateTimeStyles.AdjustToUniversal,
            out time);
    }

    private void Encode(DateTime time)
    {
        int[] parts = [time.Second, time.Minute, time.Hour, time.Day, time.Month, time.Year % 100];
        for (int i = 0; i < 6; i++)
        {
            int place = Order[i];
            byte mask = TimeMasks[place];
            _registers[_timeAt + place] = (byte)((_registers[_timeAt + place] & ~mask) | ((parts[i] / 10) << 4) | (parts[i] % 10));
        }

        if (time.Year >= 2100)
        {
            _registers[_timeAt + Order[4]] |= 0x80;
        }
    }
}
