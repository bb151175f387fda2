namespace Enviro.Wire;

/// <summary>Bits of the flags claim of a reading message: what the node knows about itself that a reader of the values must know.</summary>
public static class ReadingFlags
{
    /// <summary>The enclosure has been opened.</summary>
    public const uint EnclosureOpened = 1;

    /// <summary>The clock has not been synchronised since this boot.</summary>
    public const uint ClockNotSynchronised = 2;

    /// <summary>Earlier messages still waited in the outbox when this one was signed: it arrives late.</summary>
    public const uint SentLate = 4;

    /// <summary>The supply voltage is low.</summary>
    public const uint SupplyLow = 8;

    /// <summary>A sensor did not answer, or answered nonsense.</summary>
    public const uint SensorFault = 16;

    /// <summary>All bits that have a meaning.</summary>
    public const uint All = 31;
}
