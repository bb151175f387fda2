using Enviro.Devices.Atecc608;

namespace Enviro.Cli;

/// <summary>
/// A kit's answer line: <c>SS(HEX)</c>, the kit's own status and the content. The status values are those of the vendor's host
/// library; 00 is success.
/// </summary>
/// <param name="Status">The kit's status.</param>
/// <param name="Content">The bytes between the parentheses.</param>
internal sealed record KitAnswer(byte Status, byte[] Content)
{
    private const int ContentIndex = 3;

    /// <summary>Whether the kit did what it was asked.</summary>
    internal bool IsSuccess => Status == 0;

    /// <summary>Takes a line apart; null when it is not an answer.</summary>
    internal static KitAnswer? Parse(string line)
    {
        int end = line.IndexOf(')', StringComparison.Ordinal);
        if (end < ContentIndex || line[ContentIndex - 1] != '(' || (end - ContentIndex) % 2 != 0)
        {
            return null;
        }

        string digits = string.Concat(line.AsSpan(0, 2), line.AsSpan(ContentIndex, end - ContentIndex));
        if (!digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        byte[] bytes = Convert.FromHexString(digits);
        return new KitAnswer(bytes[0], bytes[1..]);
    }

    /// <summary>
    /// The chip's response packet. Some kits pass it on whatever it says; others read a status byte themselves and report it as their
    /// own status without content, which is turned back here. Empty when the chip was not heard.
    /// </summary>
    internal byte[] ToResponse()
    {
        Atecc608Status? status = Status switch
        {
            0xD1 => Atecc608Status.Miscompare,
            0xD2 => Atecc608Status.ParseError,
            0xD4 => Atecc608Status.CommunicationError,
            0xD6 => Atecc608Status.EccFault,
            0xD7 => Atecc608Status.SelfTestError,
            0xF4 => Atecc608Status.ExecutionError,
            0xFA => Atecc608Status.HealthTestError,
            _ => null,
        };
        if (status is null || Content.Length > 0)
        {
            return IsSuccess || status is not null ? Content : [];
        }

        byte[] response = [Packet.StatusResponseLength, (byte)status, 0, 0];
        Packet.PutCrc(response, response.Length - 2, Packet.Crc16(response, 0, response.Length - 2));
        return response;
    }
}
