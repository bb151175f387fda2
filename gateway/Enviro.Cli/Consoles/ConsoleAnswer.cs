namespace Enviro.Cli;

/// <summary>What a board answered to one command: its facts in order, and how it ended.</summary>
/// <param name="Facts">Each fact's words, its name first.</param>
/// <param name="Code">The error's code; empty for <c>ok</c>.</param>
/// <param name="Text">What the board says to do, with an error.</param>
internal sealed record ConsoleAnswer(IReadOnlyList<string[]> Facts, string Code, string Text)
{
    /// <summary>Whether it is done.</summary>
    internal bool IsDone => Code.Length == 0;

    /// <summary>The words after a fact's name, as one text; empty where the fact is missing.</summary>
    internal string this[string name] => Facts.FirstOrDefault(fact => fact[0] == name) is { } fact ? string.Join(' ', fact[1..]) : "";

    /// <summary>The values of a fact that comes several times.</summary>
    internal IEnumerable<string> All(string name) => Facts.Where(fact => fact[0] == name).Select(fact => string.Join(' ', fact[1..]));

    /// <summary>A fact's bytes; empty for <c>-</c>, and where it is missing or no hexadecimal number.</summary>
    internal byte[] Bytes(string name) => Hex(this[name]);

    /// <summary>A fact's number; 0 where it is missing or none.</summary>
    internal uint Number(string name) =>
        uint.TryParse(this[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out uint number) ? number : 0;

    /// <summary>Bytes as the console writes them; empty for <c>-</c> and for what is no hexadecimal number.</summary>
    internal static byte[] Hex(string word) => word.Length % 2 == 0 && word.All(char.IsAsciiHexDigit) ? Convert.FromHexString(word) : [];

    /// <summary>Bytes as the console reads them.</summary>
    internal static string Word(byte[] bytes) => bytes.Length == 0 ? "-" : Convert.ToHexStringLower(bytes);
}
