namespace Enviro.Simulator;

/// <summary>The simulation itself went wrong, not what it simulates.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SimulationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message; callers always give one.</summary>
    public SimulationException()
    {
    }
}
