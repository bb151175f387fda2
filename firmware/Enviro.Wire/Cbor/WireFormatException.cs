using System;

namespace Enviro.Wire;

/// <summary>
/// The bytes are not what their format says. Raised by the decoders of this project and by nothing else, so that a caller can
/// turn it into one verdict (malformed) without hiding a fault of its own.
/// </summary>
public sealed class WireFormatException : Exception
{
    /// <summary>Creates the exception with what is wrong and where, without any of the offending bytes.</summary>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception without a reason; decoders always give one.</summary>
    public WireFormatException()
    {
    }

    /// <summary>Creates the exception with the exception that led to it.</summary>
    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
