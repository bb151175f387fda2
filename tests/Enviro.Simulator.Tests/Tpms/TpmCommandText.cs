using System.Buffers.Binary;
using System.Globalization;
using Enviro.Tpm;

namespace Enviro.Simulator.Tests;

/// <summary>Commands in hexadecimal digits.</summary>
internal static class TpmCommandText
{
    /// <summary>The empty password.</summary>
    public const string Password = "40000009" + "0000" + "01" + "0000";

    /// <summary>A restricted signing key.</summary>
    public const string AttestationTemplate = "0023000b00050472" + "0000" + "0010" + "0018000b" + "0003" + "0010" + "00000000";

    /// <summary>An unrestricted signing key.</summary>
    public const string SigningTemplate = "0023000b00040472" + "0000" + "0010" + "0018000b" + "0003" + "0010" + "00000000";

    /// <summary>A storage key.</summary>
    public const string StorageTemplate = "0023000b00030472" + "0000" + "000600800043" + "0010" + "0003" + "0010" + "00000000";

    public static string Of(uint code, string handles = "", string? authorizations = null, string parameters = "") => authorizations is null
        ? Raw(0x8001, code, handles + parameters)
        : Raw(0x8002, code, handles + SizeOf(authorizations, 8) + authorizations + parameters);

    public static string Raw(int tag, uint code, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"{tag:x4}{10 + (body.Length / 2):x8}{code:x8}{body}");

    public static string CreatePrimary(
        string template, string hierarchy = "40000001", string sensitive = "000400000000", string outside = "0000", string pcrs = "00000000") =>
        Of(0x131, hierarchy, Password, sensitive + SizeOf(template, 4) + template + outside + pcrs);

    public static string DefineIndex(string area) => Of(0x12A, "40000001", Password, "0000" + SizeOf(area, 4) + area);

    public static string Zeros(int count) => new('0', 2 * count);

    /// <summary>Sends a command and gives the response code.</summary>
    public static uint Send(ITpmChannel channel, string command) =>
        BinaryPrimitives.ReadUInt32BigEndian(channel.Transmit(Convert.FromHexString(command)).AsSpan(6));

    private static string SizeOf(string hex, int digits) => (hex.Length / 2).ToString($"x{digits}", CultureInfo.InvariantCulture);
}
