namespace Enviro.Ledger;

/// <summary>How recently the node of a reading was attested when the reading was kept. The numbers are part of contexts and never change their meaning.</summary>
public enum Freshness
{
    /// <summary>Its evidence was never accepted.</summary>
    Never = 0,

    /// <summary>Its evidence was accepted in another boot, or too long before.</summary>
    Stale = 1,

    /// <summary>Its evidence was accepted in the same boot and not long before.</summary>
    Fresh = 2,
}
