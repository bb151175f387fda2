namespace Enviro.Simulator;

/// <summary>A PCF8563 or BM8563 at the level of its registers (NXP, rev. 10): time, STOP, VL. Alarm, timer and clock output do nothing.</summary>
public sealed class SimulatedPcf8563 : SimulatedClockChip
{
    private const int Control1 = 0x00;
    private const int Seconds = 0x02;

    /// <summary>Connects a chip that never had supply before.</summary>
    public SimulatedPcf8563(VirtualClock clock)
        : base(clock, 0x51, 0x10, Seconds)
    {
        PowerUp();
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> TimeMasks => [0x7F, 0x7F, 0x3F, 0x3F, 0x07, 0x1F, 0xFF];

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> Order => [0, 1, 2, 3, 5, 6];

    /// <inheritdoc/>
    protected override bool IsRunning => (Registers[Control1] & 0x20) == 0;

    /// <inheritdoc/>
    protected override void LosePower()
    {
        if (!HasBattery)
        {
            PowerUp();
        }
    }

    // Bits that are no part of the time read as ones: the data sheet promises nothing of them.
    private void PowerUp()
    {
        Registers.Clear();
        Registers[Control1] = 0x08;
        Registers[Seconds] = 0x80;
        Registers[Seconds + 1] = 0x80;
        Registers[Seconds + 2] = 0xC0;
        Registers[Seconds + 3] = 0xC1;
        Registers[Seconds + 4] = 0xF8;
        Registers[Seconds + 5] = 0x61;
    }
}
