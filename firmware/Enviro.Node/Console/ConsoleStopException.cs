using System;

namespace Enviro.Node;

/// <summary>Ends provisioning over the console between two steps of the chip: the host left, was silent, or answered what cannot be meant.</summary>
internal sealed class ConsoleStopException : Exception
{
    internal ConsoleStopException(string code, string text)
        : base(text)
    {
        Code = code;
    }

    /// <summary>A code of <see cref="ConsoleError"/>; empty where the host has gone on to another command, and nobody waits for an answer.</summary>
    internal string Code { get; }
}
