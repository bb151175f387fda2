using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>
/// Answers a board's questions while it provisions its chip, with the deployment's authority. The board is not believed: what it asks must have the form
/// of console.md, and a chip counts as finished only when the authority has accepted its certificate and quote.
/// </summary>
/// <param name="authority">The authority.</param>
internal sealed class ConsoleAuthority(IDeviceAuthority authority)
{
    private const int SerialNumberLength = 9;
    private const int RandomLength = 32;
    private const int LongestRefusal = 400;

    /// <summary>Public key X‖Y of the chip the authority accepted last; empty for none.</summary>
    internal byte[] AcceptedKey { get; private set; } = [];

    /// <summary>Serial number of the chip the authority accepted last; empty for none.</summary>
    internal byte[] AcceptedSerialNumber { get; private set; } = [];

    /// <summary>What broke on this side; empty if nothing did.</summary>
    internal string Failure { get; private set; } = "";

    /// <summary>Answers one question, <c>= …</c> or <c>! …</c>.</summary>
    internal string Answer(string[] words)
    {
        byte[][] parts = [.. words[1..].Select(ConsoleAnswer.Hex)];
        int[] lengths = [.. parts.Select(part => part.Length)];
        try
        {
            return words[0] switch
            {
                "nonce" when parts.Length == 0 => "= " + ConsoleAnswer.Word(authority.CreateNonce()),
                "find" when lengths is [SerialNumberLength, CoseKey.PublicKeyLength, CoseKey.PublicKeyLength] =>
                    authority.Find(parts[0], parts[1], parts[2]) is { } found ? Issued(found) : "= -",
                "certify" when lengths is
                [
                    DeviceBirth.NonceLength, CoseKey.PublicKeyLength, RandomLength, CoseSign1.SignatureLength,
                    RandomLength, ChipQuote.ConfigurationLength, CoseKey.PublicKeyLength, CoseSign1.SignatureLength,
                ] => Certify(parts),
                "accept" when lengths is
                [
                    > 0, CoseKey.PublicKeyLength, RandomLength, ChipQuote.ConfigurationLength, CoseKey.PublicKeyLength, CoseSign1.SignatureLength,
                ] => Accept(parts),
                _ => Refuse($"the question {words[0]} is none of the protocol, or its parts have other lengths."),
            };
        }
        catch (Exception failure) when (failure is IOException or LedgerException or GatewayConfigurationException or UnauthorizedAccessException)
        {
            Failure = failure.Message;
            return Refuse(failure.Message);
        }
    }

    private string Certify(byte[][] parts)
    {
        ChipQuote quote = new(parts[4], parts[5], parts[6], parts[7]);
        return authority.Certify(new DeviceBirth(parts[0], parts[1], parts[2], parts[3], quote)) is { } issued ? Issued(issued) : Refuse(authority.Refusal);
    }

    private string Accept(byte[][] parts)
    {
        if (!authority.Accepts(parts[0], parts[1], new ChipQuote(parts[2], parts[3], parts[4], parts[5])))
        {
            return Refuse(authority.Refusal);
        }

        AcceptedKey = parts[1];
        AcceptedSerialNumber = Atecc608Configuration.SerialNumber(parts[3]);
        return "= yes";
    }

    private static string Issued(IssuedDevice issued) =>
        $"= {ConsoleAnswer.Word(issued.Certificate.Encode())} {ConsoleAnswer.Word(issued.Issuer.Encode())}";

    // A line of the console is ASCII and short.
    private static string Refuse(string why) =>
        "! " + string.Concat(why.Take(LongestRefusal).Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
}
