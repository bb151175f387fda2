namespace Enviro.Gateway;

/// <summary>The configuration is missing or wrong; the message says where and what must be there.</summary>
public sealed class GatewayConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public GatewayConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public GatewayConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message; callers always give one.</summary>
    public GatewayConfigurationException()
    {
    }
}
