namespace Enviro.Simulator;

/// <summary>A DS3231 at the level of its registers (19-5170): time, control with EOSC, status with OSF. Alarms and outputs do nothing; it counts to 24.</summary>
public sealed class SimulatedDs3231 : SimulatedClockChip
{
    private const int Control = 0x0E;
    private const int Status = 0x0F;

    /// <summary>Connects a chip that never had supply before.</summary>
    public SimulatedDs3231(VirtualClock clock)
        : base(clock, 0x68, 0x13, 0)
    {
        PowerUp();
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> TimeMasks => [0x7F, 0x7F, 0x3F, 0x07, 0x3F, 0x1F, 0xFF];

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> Order => [0, 1, 2, 4, 5, 6];

    /// <inheritdoc/>
    protected override bool IsRunning => true;

    /// <inheritdoc/>
    protected override void LosePower()
    {
        if (!HasBattery)
        {
            PowerUp();
        }
        else if ((Registers[Control] & 0x80) != 0)
        {
            Registers[Status] |= 0x80;
        }
    }

    /// <inheritdoc/>
    protected override void Store(int register, byte value)
    {
        // The flags of the status register can be cleared by software and not set.
        Registers[register] = register == Status ? (byte)((value & 0x78) | (Registers[Status] & value & 0x87)) : value;
    }

    private void PowerUp()
    {
        Registers.Clear();
        Registers[3] = 1;
        Registers[4] = 1;
        Registers[5] = 1;
        Registers[Control] = 0x1C;
        Registers[Status] = 0x88;
    }
}
