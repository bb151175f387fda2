namespace Enviro.Simulator;

/// <summary>What a <see cref="SimulatedI2cBus"/> does to one transfer.</summary>
public enum BusFault
{
    /// <summary>Nothing: the transfer goes through.</summary>
    None = 0,

    /// <summary>The transfer never reaches the device; the master sees no acknowledge. On a general call: the wake pulse is lost.</summary>
    Unacknowledged,

    /// <summary>The transfer never reaches the device; the master sees a bus error.</summary>
    Failed,

    /// <summary>The device sees the whole transfer; the master sees a bus error.</summary>
    FailedAfterDelivery,

    /// <summary>A write breaks off half-way; a read returns nothing and the device has moved on.</summary>
    Partial,

    /// <summary>One bit is inverted, in the middle of the transfer.</summary>
    BitFlip,

    /// <summary>The master stalls for two seconds before the transfer: longer than a secure element's watchdog.</summary>
    Stall,
}
