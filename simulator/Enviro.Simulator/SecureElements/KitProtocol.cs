using System.Globalization;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

/// <summary>
/// The Kit Protocol's device side: one line in, one line out. A line is <c>target:command(HEX)</c>; words are not case-sensitive and may
/// be cut short, so that <c>e:w()</c> is <c>ecc:wake()</c>. An answer is <c>SS(HEX)</c>, <see cref="KitStatus"/> and content.
/// </summary>
internal sealed class KitProtocol(ServedChip chip)
{
    private const int LongestPacket = 255;

    // What stands in an empty place; the host wants a type, an interface and an address in it.
    private const string EmptyPlace = "no_device TWI 00(00)";

    private int? _selected;

    /// <summary>The answer to a line, both without line ends; null to an empty line, which nobody waits for.</summary>
    /// <param name="line">The line; null for one that was too long.</param>
    internal string? Answer(string? line)
    {
        if (line is null)
        {
            return Format(KitStatus.TooLong);
        }

        string text = line.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0 && !(text[^1] == ')' && text.IndexOf(')', open) == text.Length - 1))
        {
            return Format(KitStatus.BadParameter);
        }

        string argument = open < 0 ? "" : text[(open + 1)..^1];
        string[] words = (open < 0 ? text : text[..open]).Split(':');
        return words switch
        {
            [string target, string command] when Means(target, "board") => Board(command, argument),
            [string target, string command] when Means(target, "ecc") => Ecc(command, argument),
            [string target, string layer, string command, ..] when Means(target, "ecc") && Means(layer, "physical") =>
                Physical(command, words.Length > 3 ? words[3] : "", argument),
            _ => Format(KitStatus.BadParameter),
        };
    }

    private string Board(string command, string argument)
    {
        if (Means(command, "device"))
        {
            return !TryByte(argument, out int place) ? Format(KitStatus.BadParameter)
                : place == 0 ? string.Create(CultureInfo.InvariantCulture, $"ECC608 TWI 00({chip.Address << 1:X2})")
                : EmptyPlace;
        }

        // Of a kit's own version and firmware there is nothing to tell.
        return Format(Means(command, "version") || Means(command, "firmware") ? KitStatus.Success : KitStatus.BadParameter);
    }

    private string Ecc(string command, string argument)
    {
        if (Means(command, "talk"))
        {
            return argument.Length is > 0 and <= 2 * LongestPacket && argument.Length % 2 == 0 && argument.All(char.IsAsciiHexDigit)
                ? Report(IsPresent ? chip.Talk(Convert.FromHexString(argument)) : null)
                : Format(KitStatus.BadParameter);
        }

        if (argument.Length > 0)
        {
            return Format(KitStatus.BadParameter);
        }

        return Means(command, "wake") ? Report(Wake())
            : Means(command, "idle") ? Leave(Packet.WordAddressIdle)
            : Means(command, "sleep") ? Leave(Packet.WordAddressSleep)
            : Format(KitStatus.BadParameter);
    }

    private string Physical(string command, string word, string argument)
    {
        if (Means(command, "interface") && argument.Length == 0)
        {
            return Format(
                word.Equals("i2c", StringComparison.OrdinalIgnoreCase) ? KitStatus.Success
                : word.Length > 0 ? KitStatus.Unimplemented
                : KitStatus.BadParameter);
        }

        if (!Means(command, "select") || word.Length > 0 || !TryByte(argument, out int address))
        {
            return Format(KitStatus.BadParameter);
        }

        if (address >> 1 != chip.Address)
        {
            return Format(KitStatus.NoDevice);
        }

        _selected = address >> 1;
        return Format(KitStatus.Success);
    }

    // Until a host selects, the one chip there is.
    private bool IsPresent => _selected is null || _selected == chip.Address;

    // The pulse wakes whatever there is; only the reading is addressed.
    private byte[]? Wake()
    {
        byte[]? response = chip.Wake();
        return IsPresent ? response : null;
    }

    private string Leave(byte wordAddress) =>
        Format(IsPresent && chip.Leave(wordAddress) ? KitStatus.Success : KitStatus.CommunicationFailed);

    private static string Report(byte[]? response) =>
        response is null ? Format(KitStatus.CommunicationFailed) : Format(KitStatus.Success, response);

    private static string Format(KitStatus status, byte[]? content = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{(byte)status:X2}({Convert.ToHexString(content ?? [])})");

    private static bool Means(string word, string whole) =>
        word.Length > 0 && whole.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static bool TryByte(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && text.Length <= 2;
}
