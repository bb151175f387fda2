namespace Enviro.Node;

/// <summary>Why the agent starts.</summary>
public enum StartKind
{
    /// <summary>Power came, or a reset: the secure element's counter is advanced and sequence numbers begin at 0.</summary>
    Cold = 0,

    /// <summary>
    /// A wake from deep sleep: the boot it slept in continues, unless its state on flash is lost or damaged, which makes it a cold start.
    /// </summary>
    Wake = 1,
}
