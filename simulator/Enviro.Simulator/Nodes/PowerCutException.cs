namespace Enviro.Simulator;

/// <summary>The simulated power went away in the middle of a flash operation; the node that was running is gone with its memory.</summary>
public sealed class PowerCutException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PowerCutException()
        : base("The power was cut during a flash operation; restore it and start the node again.")
    {
    }
}
