namespace Enviro.Simulator;

/// <summary>A scenario cannot be run as it is written; the message says where and what to do.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ScenarioException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ScenarioException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message; callers always give one.</summary>
    public ScenarioException()
    {
    }
}
