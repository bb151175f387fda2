namespace Enviro.Simulator;

/// <summary>How a flash write or erase goes wrong.</summary>
public enum FlashFault
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>It reports failure and nothing was changed.</summary>
    Refused = 1,

    /// <summary>It reports failure and half of it was done.</summary>
    Partial = 2,

    /// <summary>It reports failure although all of it was done.</summary>
    FailedButPersisted = 3,
}
