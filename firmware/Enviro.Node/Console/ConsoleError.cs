namespace Enviro.Node;

/// <summary>Codes of the answer <c>error CODE TEXT</c> (firmware/docs/console.md).</summary>
public static class ConsoleError
{
    /// <summary>The line was damaged on its way: send it again.</summary>
    public const string Crc = "crc";

    /// <summary>No such command.</summary>
    public const string Unknown = "unknown";

    /// <summary>Too many, too few, or not of the form.</summary>
    public const string Arguments = "arguments";

    /// <summary>The secure element does not answer.</summary>
    public const string Chip = "chip";

    /// <summary>Something is under way that must finish first.</summary>
    public const string Busy = "busy";

    /// <summary>Checked and not accepted; the text says why.</summary>
    public const string Refused = "refused";

    /// <summary>The flash would not take it.</summary>
    public const string Storage = "storage";

    /// <summary>The host did not answer within 60 s.</summary>
    public const string Timeout = "timeout";
}
