namespace Enviro.Cli;

/// <summary>The arguments of each call of nanoff. None ever holds a secret: passphrases travel in the signed settings only.</summary>
internal static class NanoffCommand
{
    /// <summary>Name of the program.</summary>
    internal const string Program = "nanoff";

    /// <summary>Reads chip, revision and flash size, and restarts the board.</summary>
    internal static string[] Details(FlashPlace place) => ["--platform", "esp32", "--serialport", place.Port, "--devicedetails"];

    /// <summary>Writes the interpreter after erasing all flash, files included.</summary>
    internal static string[] Update(FlashOrder order, FlashPlace place) =>
    [
        "--target", order.Target, "--serialport", place.Port, "--update", "--masserase",
        .. order.InterpreterVersion is { } version ? new[] { "--fwversion", version } : [],
    ];

    /// <summary>Writes files; their list names the port.</summary>
    internal static string[] Files(string list) => ["--filedeployment", list];

    /// <summary>Writes the application, and restarts the board.</summary>
    internal static string[] Deploy(FlashOrder order, FlashPlace place) =>
        ["--target", order.Target, "--serialport", place.Port, "--deploy", "--image", order.Image, "--address", order.AddressText];

    /// <summary>A command as a shell takes it, on one line.</summary>
    internal static string Quote(string program, IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend(program).Select(Quote));

    /// <summary>A word as a shell takes it.</summary>
    internal static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "_./:=@%+,-".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
