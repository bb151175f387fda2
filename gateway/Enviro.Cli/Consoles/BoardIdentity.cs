namespace Enviro.Cli;

/// <summary>What a board says of itself to <c>identify</c>. Its own word, nothing of it is proved.</summary>
internal sealed record BoardIdentity
{
    /// <summary>Serial number of its secure element, 9 bytes; empty where none answers.</summary>
    internal byte[] SerialNumber { get; private init; } = [];

    /// <summary>Public key X‖Y; empty where it has none.</summary>
    internal byte[] PublicKey { get; private init; } = [];

    /// <summary>Name and version of its firmware.</summary>
    internal string Firmware { get; private init; } = "";

    /// <summary>SHA-256 of its image, as the file <c>I:\firmware</c> says, in hexadecimal; <c>-</c> where there is none.</summary>
    internal string FirmwareDigest { get; private init; } = "";

    /// <summary>Board variant and its version.</summary>
    internal string Board { get; private init; } = "";

    /// <summary>Its boot counter; 0 where it has not counted yet.</summary>
    internal uint Boot { get; private init; }

    /// <summary>Version of the settings in force or on trial; 0 for none.</summary>
    internal uint SettingsVersion { get; private init; }

    /// <summary><c>blank</c>, <c>unconfigured</c>, <c>trial</c> or <c>running</c>.</summary>
    internal string State { get; private init; } = "";

    /// <summary>Whether it can have readings: a node without an identity or settings measures nothing.</summary>
    internal bool HasWorked => State is not ("blank" or "unconfigured");

    /// <summary>Reads the answer to <c>identify</c>.</summary>
    internal static BoardIdentity Of(ConsoleAnswer answer)
    {
        string[] firmware = answer["firmware"].Split(' ');
        return new BoardIdentity
        {
            SerialNumber = answer.Bytes("serial"),
            PublicKey = answer.Bytes("key"),
            Firmware = string.Join(' ', firmware[..^1]),
            FirmwareDigest = firmware[^1],
            Board = answer["board"],
            Boot = answer.Number("boot"),
            SettingsVersion = answer.Number("settings"),
            State = answer["state"],
        };
    }
}
