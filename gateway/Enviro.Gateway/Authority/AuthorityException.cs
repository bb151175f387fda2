namespace Enviro.Gateway;

/// <summary>The certificate authority cannot do what is asked; the message says why and what to do.</summary>
public sealed class AuthorityException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AuthorityException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public AuthorityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message; callers always give one.</summary>
    public AuthorityException()
    {
    }
}
