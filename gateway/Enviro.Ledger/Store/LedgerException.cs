namespace Enviro.Ledger;

/// <summary>What kept the ledger from doing its work.</summary>
public enum LedgerFault
{
    /// <summary>There is no ledger in the folder, or no folder.</summary>
    Missing,

    /// <summary>The file is not a ledger, or of a schema this version does not know.</summary>
    UnknownFormat,

    /// <summary>The file is damaged, or its parts contradict each other.</summary>
    Damaged,

    /// <summary>Someone else holds the ledger.</summary>
    Locked,

    /// <summary>This user may not read or write what the work needs.</summary>
    AccessDenied,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The disk or the operating system failed.</summary>
    InputOutput,

    /// <summary>A key file is missing, open to others or holds no usable key; or the TPM that holds a key does not sign now.</summary>
    KeyUnusable,
}

/// <summary>
/// An operational failure of the ledger. The message says what happened and what to do next. Unless <see cref="IsFatal"/>, the
/// store is as it was before the call.
/// </summary>
public sealed class LedgerException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What kept the ledger from its work.</param>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="isFatal">Whether the store's state is unknown: stop, and recover by opening it again.</param>
    /// <param name="innerException">What led to it.</param>
    public LedgerException(LedgerFault fault, string message, bool isFatal = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        IsFatal = isFatal;
    }

    /// <summary>What kept the ledger from its work.</summary>
    public LedgerFault Fault { get; }

    /// <summary>Whether the store's state is unknown: it refuses every further write; stop, and recover by opening it again.</summary>
    public bool IsFatal { get; }
}
