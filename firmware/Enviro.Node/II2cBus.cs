namespace Enviro.Node;

/// <summary>How one I2C transfer ended; the values mirror the outcomes a bus master can tell apart.</summary>
public enum I2cStatus
{
    /// <summary>Every byte was transferred and acknowledged.</summary>
    Ok = 0,

    /// <summary>No device acknowledged the address: absent, asleep, or busy computing.</summary>
    NotAcknowledged = 1,

    /// <summary>The address was acknowledged but not every byte was.</summary>
    Partial = 2,

    /// <summary>The bus itself failed (arbitration, clock stretch, driver error).</summary>
    Failed = 3,
}

/// <summary>
/// The I2C bus as chip drivers see it. A port of three methods, so that a board, a test and the simulator can each supply one;
/// the platform's own device class is sealed in practice. Addresses are 7-bit.
/// </summary>
public interface II2cBus
{
    /// <summary>Writes <paramref name="count"/> bytes to the device at <paramref name="address"/>; address 0 is the general call.</summary>
    I2cStatus Write(int address, byte[] buffer, int offset, int count);

    /// <summary>Reads <paramref name="count"/> bytes from the device at <paramref name="address"/>.</summary>
    I2cStatus Read(int address, byte[] buffer, int offset, int count);

    /// <summary>Lets <paramref name="microseconds"/> pass. Virtual time in the simulator, a sleep of at least that long on a board.</summary>
    void Wait(int microseconds);
}
